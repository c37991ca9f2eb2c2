"""Words that the sample company and its customers are made of; all names are invented."""

# ruff: noqa: SIM905 (long lists of words read better as text)

BEGINNINGS = (
    "Al Bar Bel Bran Cal Cor Dal Del Dor El Fal Fen Gar Glen Hal Hav Il Jor Kal Kel Kor Lan Lor Mal Mer Mon Nor Ol "
    "Or Pel Quin Ral Ros Sal Sel Tal Tor Ul Val Ver Wal Wen Yar Zel"
).split()
MIDDLES = "a an ar e en er i in or u um ".split(" ")
ENDINGS = (
    "bach beck berg bury by cott dale den dorf feld ford gard ham holt kamp land ley lin low mere mont nau nick "
    "stad stead strand tal thorpe ton vale var ven vik wald wick win worth"
).split()

SECTORS: dict[str, tuple[str, ...]] = {
    "Manufacturing": ("Works", "Machinery", "Castings", "Tools", "Metals"),
    "Logistics": ("Freight", "Haulage", "Logistics", "Shipping", "Storage"),
    "Food": ("Foods", "Bakeries", "Dairy", "Mills", "Brewery"),
    "Health care": ("Clinics", "Laboratories", "Care", "Medical", "Dental"),
    "Construction": ("Builders", "Timber", "Concrete", "Interiors", "Bridges"),
    "Retail": ("Stores", "Outfitters", "Markets", "Furniture", "Garden"),
    "Energy": ("Power", "Solar", "Grid", "Heating", "Wind"),
    "Software": ("Systems", "Software", "Data", "Networks", "Studio"),
}
COUNTRIES: dict[str, str] = {
    "Germany": "GmbH",
    "Austria": "GmbH",
    "Switzerland": "AG",
    "Netherlands": "BV",
    "Belgium": "NV",
    "France": "SA",
    "Denmark": "A/S",
    "Sweden": "AB",
    "Poland": "sp. z o.o.",
    "Italy": "Srl",
    "Spain": "SL",
    "United Kingdom": "Ltd",
    "Ireland": "Ltd",
}

FIRST_NAMES = (
    "Ada Agnes Aila Alma Amir Anders Anneke Antoni Arne Asta Beate Bela Bjarne Bruno Carla Casper Clara Conor Dagny "
    "Daria Dario Edith Eitan Elena Elin Emre Enzo Erik Esra Fatima Femke Finn Flora Gesa Greta Hakan Hanna Hedda Hugo "
    "Ida Ilse Ines Iris Ivo Jana Jasper Joana Jonas Juno Kaia Karim Kasia Katja Lars Leila Lena Levi Linnea Luca Luisa "
    "Mads Magda Malte Marek Marta Matteo Mila Milan Mira Nadia Nele Niklas Nora Olek Oskar Paula Petra Pia Rafael "
    "Rania Rasmus Rika Rosa Ruben Samira Sara Selma Signe Silas Sofia Stella Sven Tamar Tilda Timo Tove Ulla Vera "
    "Viktor Wanda Wim Yara Yusuf Zofia"
).split()
FAMILY_NAMES = (
    "Aalto Abend Achterberg Adamek Ahlgren Alvarez Bakkers Baranek Bellini Bergholt Bianchi Birk Bjelke Boer Borg "
    "Brandl Brennan Castella Cermak Claessen Dahlin Danner Delmas Demir Devos Dobrev Duarte Eder Ekberg Elbaz Engel "
    "Fabre Falk Farkas Ferro Fiala Fleury Friis Gallo Garnier Gerber Grabow Grau Haas Hadad Halloran Hansson Harms "
    "Heikkinen Hell Holm Horvath Ibsen Iversen Jacobi Jansky Jensen Kaya Keller Kern Kiraly Klee Koch Kowal Kranz "
    "Kruse Laine Lange Laurent Lind Lombardi Madsen Maier Marchetti Mertens Moreau Nagy Neumann Nilsen Nowak Oksanen "
    "Ortega Paulsen Perrin Petrov Pohl Quast Rausch Reiter Riva Romero Rossi Sandell Santos Sauer Serra Sorel "
    "Stahl Svensson Tanner Thorsen Torres Urban Vaas Valentin Vogt Wagner Weiss Wirth Zeman Zimmer"
).split()
JOBS: dict[str, str] = {
    "decision_maker": "Managing director",
    "champion": "Head of operations",
    "user": "Shift manager",
    "finance": "Head of finance",
    "technical": "Head of IT",
}

TEAMS = ("North", "South", "East", "West", "Central", "Coast", "Highlands", "Islands")
PRODUCTS: dict[str, float] = {  # and how dear each is, as a factor
    "Tidemark Start": 0.5,
    "Tidemark Team": 1.0,
    "Tidemark Plant": 1.9,
    "Rill Sensors": 0.8,
    "Rill Gateway": 1.3,
    "Advice days": 0.35,
}

PAINS = (
    "They find out about delays from their customers.",
    "Every plant keeps its own lists, and no two agree.",
    "Planning takes two days a week and is wrong by Friday.",
    "Machines stand still because parts are ordered too late.",
    "Nobody can say what an order really cost.",
    "Their old system is no longer maintained.",
    "Shift hand-overs are on paper and get lost.",
)
SOLUTIONS = (
    "One view of all sites, started with the busiest one.",
    "A pilot in one hall for six weeks, then the others.",
    "Replace the lists first, connect the machines after.",
    "Sensors on the three machines that fail most often.",
    "The standard package with two days of training.",
)
DECISIONS = (
    "The managing director decides after the works council has seen it.",
    "Head of operations proposes, finance signs; next meeting at the end of the month.",
    "Three offers are compared by purchasing; the board approves above 50,000.",
    "The owner decides alone, and quickly.",
)
COMPETITORS = ("Doing nothing", "Own spreadsheet", "Brightwater Systems", "Ostrum", "Planhaus")
OBJECTIONS = (
    "Afraid that the staff will not use it.",
    "The price is above this year's budget.",
    "IT wants to know where the data lies.",
    "They had a bad start with another supplier.",
)
NOTES: dict[str, tuple[str, ...]] = {
    "call": ("Call with {name}", "Spoke with {name}", "{name} called back"),
    "meeting": ("Meeting with {name}", "Visit at {name}'s office", "Video meeting with {name}"),
    "email": ("Mail to {name}", "Sent {name} a summary", "{name} answered by mail"),
}
