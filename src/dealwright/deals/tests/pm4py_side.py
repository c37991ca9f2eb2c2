"""Run by a Python that has pm4py: aligns a log with a Petri net and prints each way's fitness as JSON.

Asked on standard input: {"log", "stages", "steps", "is_won"}; steps are pairs of places, 0 before the first stage.
"""

import json
import sys

import pandas
import pm4py
from pm4py.algo.conformance.alignments.petri_net import algorithm as alignments
from pm4py.objects.log.obj import Event, EventLog, Trace
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to


def net_of(stages, steps, is_won):
    """A net with a place after each stage and a transition for each step; open deals may end after any stage."""
    net = PetriNet("process")
    names = ["", *stages, "won"]
    places = [PetriNet.Place(f"p{n}") for n in range(len(names))]
    end = places[-1] if is_won else PetriNet.Place("end")
    net.places.update({*places, end})

    def transition(label, before, after):
        made = PetriNet.Transition(f"t{len(net.transitions)}", label)
        net.transitions.add(made)
        add_arc_from_to(before, made, net)
        add_arc_from_to(made, after, net)

    for before, after in steps:
        if is_won or after < len(names) - 1:
            transition(names[after], places[before], places[after])
    for place in [] if is_won else places[1:-1]:
        transition(None, place, end)
    return net, Marking({places[0]: 1}), Marking({end: 1})


def read(path):
    """The log as a data frame."""
    if ".csv" not in path:
        return pm4py.read_xes(path)
    frame = pandas.read_csv(path)
    return pm4py.format_dataframe(frame, "case:concept:name", "concept:name", "time:timestamp")


def main():
    """Answer what was asked."""
    asked = json.load(sys.stdin)
    variants = pm4py.get_variants(read(asked["log"]))
    net, first, last = net_of(asked["stages"], asked["steps"], asked["is_won"])
    log = EventLog()
    for variant in variants:
        names = [*variant, *(["won"] if asked["is_won"] else [])]
        log.append(Trace([Event({"concept:name": name}) for name in names]))
    found = alignments.apply(log, net, first, last)
    told = [
        {
            "trace": list(variant),
            "cases": cases,
            "fitness": one["fitness"],
            "lacking": sum(ours == ">>" and theirs is not None for ours, theirs in one["alignment"]),
        }
        for (variant, cases), one in zip(variants.items(), found, strict=True)
    ]
    print(json.dumps(told))


main()
