"""A contract of our own for import-linter: what a module keeps to itself."""

from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class PrivateFiles(Contract):
    """Files with a private name (models, rules, pages ...) are imported by their own module alone.

    Only the `assembler`, which puts the parts together, may also import the names in `assembled`.
    """

    root = fields.StringField()
    private = fields.SetField(subfield=fields.StringField())
    assembler = fields.StringField()
    assembled = fields.SetField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        """Kept when nobody outside a module imports one of its private files."""
        trespasses = [
            (importer, private)
            for private in sorted(graph.modules)
            for importer in sorted(graph.find_modules_that_directly_import(private))
            if self._is_trespass(importer, private)
        ]
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def _is_trespass(self, importer: str, imported: str) -> bool:
        root, home, file = (*imported.split("."), "", "", "")[:3]
        if root != self.root or file not in self.private:
            return False
        visitor = (*importer.split("."), "")[1]
        return visitor != home and not (visitor == self.assembler and file in self.assembled)

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that reaches into another module."""
        for importer, private in check.metadata["trespasses"]:
            output.print_error(f"{importer} imports {private}, which is private to its module", bold=False)
