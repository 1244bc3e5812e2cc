"""Makes one mistake in a document. Each mistake is a function of a document and a source of chance; none if it fits nowhere."""

import copy

SLIPS = {
    "slip": lambda text, chance: _swap(text, chance),
    "drop": lambda text, chance: _cut(text, chance),
    "case": lambda text, _: text[0].swapcase() + text[1:],
    "lower": lambda text, _: text.lower(),
    "plural": lambda text, _: text[:-1] if text.endswith("s") else text + "s",
    "snake": lambda text, _: "".join("_" + c.lower() if c.isupper() else c for c in text),
}
VALUES = {
    "text": lambda value: str(value).lower() if isinstance(value, (bool, int, float)) else None,
    "number": lambda value: 7,
    "fraction": lambda value: 3.5,
    "whole-fraction": lambda value: float(value) if isinstance(value, int) else 3.0,
    "big-number": lambda value: 2**31 if isinstance(value, int) else None,
    "negative": lambda value: -1 if isinstance(value, int) else None,
    "bool": lambda value: True,
    "null": lambda value: None,
    "word": lambda value: "junk",
    "empty-text": lambda value: "",
    "empty-map": lambda value: {},
    "empty-list": lambda value: [],
    "map": lambda value: {"name": value},
    "list": lambda value: [value],
    "no-list": lambda value: value[0] if isinstance(value, list) and value else None,
    "pairs": lambda value: [{"name": key, "value": of} for key, of in value.items()] if _full(value) else None,
    "single-maps": lambda value: [{key: of} for key, of in value.items()] if _full(value) else None,
    "by-name": lambda value: {item["name"]: item for item in value} if _named(value) else None,
    "joined": lambda value: ",".join(map(str, value)) if isinstance(value, list) and value else None,
    "quantity-space": lambda value: "1 Gi" if _is_amount(value) else None,
    "quantity-unit": lambda value: "1GB" if _is_amount(value) else None,
    "quantity-dots": lambda value: "1.5.0" if _is_amount(value) else None,
}


def mistakes():
    """The names of all mistakes."""
    names = [f"key {slip}" for slip in SLIPS] + [f"word {slip}" for slip in SLIPS] + [f"value {value}" for value in VALUES]
    return names + ["key deleted", "key up", "key down", "values swapped", "item twice", "items in item"]


def mutate(document, mistake, chance):
    """The document with the mistake and the place of it, or none."""
    document = copy.deepcopy(document)
    places = list(_places(document, ()))
    for _ in range(30):
        path, holder, key = places[chance.randrange(len(places))]
        done = _apply(document, mistake, chance, path, holder, key)
        if done:
            return document, ".".join("[]" if isinstance(step, int) else step for step in path)
    return None


def _apply(document, mistake, chance, path, holder, key):
    sort, _, what = mistake.partition(" ")
    value = holder[key]
    is_key = isinstance(holder, dict)
    if sort == "key" and is_key:
        if what == "deleted":
            del holder[key]
            return True
        if what == "up":
            above = _above(document, path[:-1])
            if above is None or key in above:
                return False
            above[key] = holder.pop(key)
            return True
        if what == "down":
            below = [of for of in holder.values() if isinstance(of, dict) and of is not value and key not in of]
            if not below:
                return False
            below[chance.randrange(len(below))][key] = holder.pop(key)
            return True
        new = SLIPS[what](key, chance) if key else key
        if new in holder or not new:
            return False
        entries = [(new if name == key else name, of) for name, of in holder.items()]
        holder.clear()
        holder.update(entries)
        return True
    if sort == "word" and isinstance(value, str) and 1 < len(value) < 30 and value.isalnum():
        new = SLIPS[what](value, chance)
        holder[key] = new
        return new not in ("", value)
    if sort == "value":
        new = VALUES[what](value)
        if new == value and type(new) is type(value) or new is None and what != "null":
            return False
        holder[key] = new
        return True
    if sort == "values" and is_key and len(holder) > 1:
        other = [name for name in holder if name != key][chance.randrange(len(holder) - 1)]
        if holder[other] == value or len(path) == 1 and other in ("apiVersion", "kind"):
            return False
        holder[key], holder[other] = holder[other], value
        return True
    if sort == "item" and isinstance(value, list) and value:
        value.append(copy.deepcopy(value[0]))
        return True
    if sort == "items" and isinstance(value, list) and value:
        holder[key] = [value]
        return True
    return False


def _places(node, path):
    """Everything in the document but what says which API it is of."""
    if isinstance(node, dict):
        for key, value in node.items():
            if path or key not in ("apiVersion", "kind"):
                yield (*path, key), node, key
                yield from _places(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield (*path, index), node, index
            yield from _places(value, (*path, index))


def _above(document, path):
    """The mapping around the one at a path."""
    found, node = None, document
    for step in path:
        found = node if isinstance(node, dict) else found
        node = node[step]
    return found


def _swap(text, chance):
    if len(text) < 3:
        return text + text[-1:]
    at = chance.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _cut(text, chance):
    at = chance.randrange(len(text))
    return text[:at] + text[at + 1 :]


def _full(value):
    return isinstance(value, dict) and value


def _named(value):
    return isinstance(value, list) and value and all(isinstance(item, dict) and isinstance(item.get("name"), str) for item in value)


def _is_amount(value):
    return isinstance(value, str) and value[:1].isdigit() and value.rstrip("numkMGTPEi").replace(".", "").isdigit()
