"""The names that other programs give to fields and stages, as plain words in lower case."""

OWNER = ("sales agent", "owner", "deal owner", "opportunity owner", "account owner", "company owner", "contact owner",
         "sales rep", "rep", "salesperson", "account executive", "account manager", "assigned to", "agent", "owner name",
         "responsible")  # fmt: skip
OWNER_EMAIL = ("owner email", "owner e mail", "sales rep email", "assigned to email")
ORGANISATION = ("account", "account name", "company", "company name", "organization", "organisation", "customer", "client",
                "associated company", "organization name", "organisation name", "organization name", "customer name")  # fmt: skip
NUMBER = ("id", "record id", "external id", "number", "reference", "hs object id")

SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    "deals": {
        "external_id": ("opportunity id", "deal id", "opportunity number", "deal number", *NUMBER),
        "title": ("deal name", "opportunity name", "name", "title", "deal title", "dealname", "opportunity", "deal"),
        "owner.name": OWNER,
        "owner.email": OWNER_EMAIL,
        "organisation.name": ORGANISATION,
        "product.name": ("product", "product name", "item"),
        "stage": ("deal stage", "stage", "stage name", "pipeline stage", "sales stage", "opportunity stage", "step"),
        "status": ("status", "deal status", "opportunity status"),
        "opened_on": ("engage date", "created", "create date", "created date", "created at", "createdate", "created on",
                      "open date", "opened", "opened on", "date opened", "deal created", "start date"),
        "closed_on": ("close date", "closed date", "closed on", "closedate", "won time", "date closed", "closed at",
                      "closed won date"),
        "close_on": ("expected close", "expected close date", "expected close on", "forecast close date", "target close"),
        "amount": ("close value", "amount", "value", "deal value", "deal amount", "revenue", "price", "sales price", "total",
                   "opportunity amount", "deal size"),
        "currency": ("currency", "deal currency", "currency of value", "currency code", "currency iso code"),
        "source": ("lead source", "source", "deal source", "original source", "channel", "origin"),
        "reason": ("lost reason", "closed lost reason", "reason", "reason lost", "loss reason"),
    },
    "organisations": {
        "external_id": ("account id", "company id", "organization id", "organisation id", *NUMBER),
        "name": ("name", *ORGANISATION),
        "website": ("website", "web site", "domain", "url", "company domain name", "homepage"),
        "phone": ("phone", "phone number", "telephone", "tel"),
        "sector": ("sector", "industry", "vertical", "branch", "segment"),
        "country": ("country", "office location", "location", "billing country", "country region", "headquarters"),
        "employees": ("employees", "number of employees", "employee count", "headcount", "staff", "size"),
        "founded": ("founded", "year established", "year founded", "established", "founding year"),
        "revenue": ("revenue", "annual revenue", "turnover", "sales"),
        "parent.name": ("subsidiary of", "parent", "parent company", "parent account", "parent name", "parent organisation"),
        "owner.name": OWNER,
        "owner.email": OWNER_EMAIL,
    },
    "people": {
        "external_id": ("contact id", "person id", *NUMBER),
        "name": ("name", "full name", "contact", "contact name", "person", "person name"),
        "first_name": ("first name", "firstname", "given name", "person first name"),
        "last_name": ("last name", "lastname", "surname", "family name", "person last name"),
        "email": ("email", "e mail", "email address", "e mail address", "mail", "person email work", "work email"),
        "phone": ("phone", "phone number", "telephone", "mobile", "mobile phone", "tel", "person phone"),
        "job_title": ("job title", "title", "position", "role", "function"),
        "organisation.name": ORGANISATION,
        "owner.name": OWNER,
        "owner.email": OWNER_EMAIL,
    },
    "products": {"name": ("product", "name", "product name", "item", "title")},
    "members": {
        "name": ("sales agent", "name", "full name", "member", "user", "sales rep", "rep", "agent", "employee", "user name"),
        "email": ("email", "e mail", "email address", "user email", "mail"),
        "team": ("team", "regional office", "region", "office", "department", "group", "team name", "territory"),
        "role": ("role", "access", "profile"),
    },
}  # fmt: skip

STAGES = {
    "prospecting": ("prospecting", "prospect", "lead", "new", "suspect", "appointment scheduled", "id decision makers"),
    "qualifying": ("qualifying", "qualification", "qualified", "engaging", "engaged", "contacted", "qualified to buy"),
    "needs": ("needs analysis", "needs assessment", "discovery", "perception analysis", "diagnosis", "evaluation"),
    "presenting": ("presenting", "presentation scheduled", "proposal", "proposal price quote", "quote", "demo",
                   "value proposition", "solution"),
    "objections": ("negotiation", "negotiation review", "objections", "handling objections", "decision maker bought in"),
    "closing": ("closing", "contract sent", "contract", "verbal", "commit", "decision"),
    "won": ("won", "closed won", "win", "closedwon", "sold", "success"),
    "lost": ("lost", "closed lost", "loss", "closedlost", "dead", "abandoned", "disqualified"),
}  # fmt: skip
