#!/usr/bin/env python3
"""The rules of this repository that a machine can check: ./dev lint.

Who may include whom, what the pure part may not call, how long a line and a function may be, which
files must be there and which may not say what. Every message names the replacement. A line that has
to break a rule says why: `// sim-ok: reason` for the determinism rules, `// long-ok: reason` for
the sizes.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 70
CLANG_FORMAT = "clang-format-19"

# The layers under src/: each folder with all that it may include. Adapters are held apart below.
BASE = {"base"}
MARKET = BASE | {"market"}
EXPR = MARKET | {"expr"}
PORT = EXPR | {"port"}
CAPABILITIES = PORT | {"desk", "knowledge", "strategy"}
TOOL = CAPABILITIES | {"tool"}
MAY_INCLUDE = {
    "base": BASE,
    "market": MARKET,
    "expr": EXPR,
    "port": PORT,
    "desk": PORT | {"desk"},
    "knowledge": PORT | {"knowledge"},
    "strategy": PORT | {"strategy"},
    "tool": TOOL,
    "net": BASE | {"net"},
    "adapter": PORT | {"net", "adapter"},
    "serve": TOOL | {"net", "serve"},
    "app": TOOL | {"net", "adapter", "serve", "app"},
}
# Programs beside src/: they may name any adapter, but nothing may include them.
OUTSIDE = {
    "sim": TOOL | {"net", "adapter", "serve", "sim"},
    "emulator": CAPABILITIES | {"net", "adapter", "emulator"},
    "bench": TOOL | {"net", "adapter", "serve", "app", "sim", "bench"},
}
# Wiring of app/ that the simulation runs as it is; pure, and compiled into sim/ by itself.
SIMULATED_WIRING = {"app/paper_seed.h"}
# Orders of play money need permits where an adapter's own tests place them.
PERMITS_FOR_TESTS = "emulator/permits.h"
# What the adapters of one broker have in common.
SHARED_BY_ADAPTERS = "ibkr"
NAMES_ADAPTERS = {"app", "sim", "emulator", "bench"}
PURE = {"base", "market", "expr", "port", "desk", "knowledge", "strategy"}
DETERMINISTIC = PURE | {"tool"}

EDGE_LIBRARIES = re.compile(
    r"^(boost|openssl|nlohmann/.*asio|wslay)/|^(sqlite3|sqlite3ext|libpq-fe|curl/curl)\.h$"
    r"|^(sys/(socket|epoll|un|wait)|netinet/.*|arpa/.*|unistd|poll|pthread|signal)\.h$"
)
HEAVY_HEADERS = re.compile(
    r"^(CLI/|yaml-cpp/|spdlog/|nlohmann/|wslay/|Eigen/|openssl/)|^(simdjson|sqlite3|libpq-fe)\.h$"
)

# What makes one run differ from the next, and what to use instead.
AMBIENT = [
    (r"\b(?:system_clock|steady_clock|high_resolution_clock|utc_clock)\b", "port::Clock"),
    (r"(?<![\w.>])(?:std\s*::\s*|::\s*)?time\s*\(\s*(?:nullptr|NULL|0|&\w+)\s*\)", "port::Clock"),
    (r"\b(?:gettimeofday|clock_gettime|timespec_get|ftime)\s*\(", "port::Clock"),
    (r"(?<![\w.>])(?:std\s*::\s*)?clock\s*\(\s*\)", "port::Clock"),
    (r"\b(?:localtime|localtime_r|gmtime|gmtime_r|mktime|strftime)\s*\(",
     "base/time.h and base/zone.h"),
    (r"\brandom_device\b", "port::Random"),
    (r"(?<![\w.>])(?:std\s*::\s*|::\s*)?(?:s?rand|rand_r|[dlm]rand48|random|getrandom|getentropy"
     r"|arc4random\w*)\s*\(", "port::Random"),
    (r"\b(?:mt19937(?:_64)?|minstd_rand0?|ranlux\w+|default_random_engine)\b",
     "port::Random, or a generator whose seed is an argument"),
    (r"\bstd\s*::\s*(?:thread|jthread|async|future|promise|shared_future|packaged_task)\b",
     "a job that the edge hands to its pool, values in and values out"),
    (r"\bstd\s*::\s*(?:recursive_|shared_|timed_)*mutex\b|\bstd\s*::\s*(?:lock_guard|unique_lock"
     r"|scoped_lock|shared_lock|condition_variable\w*|call_once|once_flag|counting_semaphore"
     r"|binary_semaphore|latch|barrier)\b",
     "state owned by one thread"),
    (r"\bstd\s*::\s*atomic\w*\b|\bthread_local\b", "state owned by one thread"),
    (r"\b(?:sleep_for|sleep_until|nanosleep|usleep)\b|(?<![\w.>])sleep\s*\(",
     "a deadline that comes back as an event"),
    (r"\bunordered_(?:multi)?(?:map|set)\b",
     "std::map, std::set or a sorted std::vector, whose order is the same in every run"),
    (r"\bstd\s*::\s*(?:multi)?(?:map|set)\s*<\s*(?:const\s+)?[\w:]+\s*(?:const\s*)?\*",
     "a key that is a value: addresses order differently in every run"),
    (r"\b(?:setlocale|localeconv|uselocale)\s*\(|\bstd\s*::\s*locale\b",
     "base/decimal.h and base/text.h, which know no locale"),
    (r"(?<![\w.>])(?:std\s*::\s*)?(?:strto(?:d|f|ld)|ato[fil]|atoll|stod|stof|stold|sto(?:i|l|ll"
     r"|ul|ull))\s*\(", "std::from_chars or base/decimal.h, which know no locale"),
    (r"\b(?:secure_)?getenv\s*\(", "a setting that app/ passes down"),
]
AMBIENT = [(re.compile(pattern), instead) for pattern, instead in AMBIENT]
SLEEP = re.compile(r"\b(?:sleep_for|sleep_until|nanosleep|usleep)\b|(?<![\w.>])sleep\s*\(")

SOURCE_ROOTS = ("src", "sim", "bench", "emulator", "tests", "cmake")
SKIPPED_FOLDERS = {"build", "node_modules", ".git", "dist"}

Fault = namedtuple("Fault", "path line message")


def marked(line, marker):
    """Whether the line carries `// marker: reason`, with a reason."""
    return re.search(rf"//\s*{marker}:\s*\S", line) is not None


# ---- Reading C++ --------------------------------------------------------------------------------

TOKENS = re.compile(
    r'//(?:\\\n|[^\n])*'
    r'|/\*.*?\*/'
    r'|\b(?:u8|[uUL])?R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    # A digit separator is no character literal.
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments_and_literals(text):
    """The same text with comments and the insides of literals as spaces: columns and lines stay."""

    def replace(match):
        token = match.group(0)
        if token[0] == "/":
            return blank(token)
        quote = token[-1]
        start = token.index(quote)
        return blank(token[:start]) + quote + blank(token[start + 1:-1]) + quote

    return TOKENS.sub(replace, text)


class Source:
    """One C++ file, read once."""

    INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"(?P<own>[^"]+)"|<(?P<system>[^>]+)>)', re.M)

    def __init__(self, root, path):
        self.path = path
        self.name = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.split("\n")
        self.code = without_comments_and_literals(self.text)
        self.code_lines = self.code.split("\n")
        parts = self.name.split("/")
        self.root_folder = parts[0]
        self.layer = parts[1] if parts[0] == "src" and len(parts) > 2 else parts[0]
        self.is_header = self.name.endswith(".h")
        self.is_test = self.name.endswith(("_test.cc", "_fuzz.cc")) or parts[0] == "tests"

    def includes(self):
        """(line number, path, quoted) of every #include outside comments."""
        for match in self.INCLUDE.finditer(self.text):
            position = match.start() + match.group(0).index("#")
            if self.code[position] != "#":
                continue
            line = self.text.count("\n", 0, position) + 1
            yield line, match.group("own") or match.group("system"), match.group("own") is not None


# ---- Layers -------------------------------------------------------------------------------------


def layer_of(include):
    """The layer that an include path relative to src/ or to the root names, or None."""
    first = include.split("/")[0]
    if first == "src" and include.count("/") > 1:
        first = include.split("/")[1]
    return first if "/" in include and (first in MAY_INCLUDE or first in OUTSIDE) else None


def adapter_of(path):
    """"sqlite" for src/adapter/sqlite/store.h; None for a file of no particular adapter."""
    parts = path.split("/")
    if parts[0] == "src":
        parts = parts[1:]
    return parts[1] if len(parts) > 2 and parts[0] == "adapter" else None


def check_include(source, include):
    """The message for one include, or None."""
    layer = layer_of(include)
    if layer is None:
        return None
    if source.root_folder in ("tests", "cmake"):
        return None
    allowed = MAY_INCLUDE.get(source.layer) or OUTSIDE.get(source.layer)
    if allowed is None:
        return f"folder {source.layer} has no place in the layers; give it one in lint/check.py"
    if source.layer == "sim" and include in SIMULATED_WIRING:
        return None
    names_adapters = source.layer in NAMES_ADAPTERS
    if layer == "adapter" and source.is_test and source.layer in ("tool", "serve"):
        return None
    if include == PERMITS_FOR_TESTS and source.layer == "adapter" and source.is_test:
        return None
    if layer not in allowed:
        if layer == "adapter":
            return f"{source.layer} includes an adapter; take the port it implements (port/) instead"
        usable = ", ".join(sorted(allowed - {source.layer})) or "nothing"
        return f"{source.layer} may not include {layer}; it may use {usable}"
    if (layer == "adapter" and not names_adapters
            and adapter_of(include) not in (adapter_of(source.name), SHARED_BY_ADAPTERS)):
        return "an adapter may not include another; what they share belongs in port/ or net/"
    return None


def check_layers(sources):
    for source in sources:
        for line, include, quoted in source.includes():
            message = check_include(source, include) if quoted else None
            if message:
                yield Fault(source.name, line, message)


def check_libraries(sources):
    """Libraries in the pure part, and heavy ones in headers."""
    for source in sources:
        if source.root_folder != "src":
            continue
        for line, include, _ in source.includes():
            if source.layer in DETERMINISTIC and EDGE_LIBRARIES.search(include):
                yield Fault(source.name, line, f"<{include}> in {source.layer}, which does no I/O; "
                            "declare what it needs in port/ and do it in adapter/ or net/")
            elif source.is_header and source.layer != "net" and include.startswith("boost/"):
                yield Fault(source.name, line, f"<{include}> in a header outside net/; include it "
                            "in the .cc, behind a forward declaration or net/'s own types")
            elif source.is_header and HEAVY_HEADERS.search(include):
                yield Fault(source.name, line, f"<{include}> in a header costs every file that "
                            "includes it; keep it in one .cc")


def check_cycles(sources):
    """Headers that include each other in a circle."""
    by_name = {source.name: source for source in sources}
    edges = {}
    for source in sources:
        edges[source.name] = []
        for line, include, quoted in source.includes():
            for target in (f"src/{include}", include):
                if quoted and target in by_name:
                    edges[source.name].append((target, line))
                    break
    done, path = set(), []

    def visit(name):
        path.append(name)
        for target, line in edges[name]:
            if target in path:
                circle = path[path.index(target):] + [target]
                yield Fault(name, line, "includes in a circle: " + " -> ".join(circle) +
                            "; move what both need into a third header")
            elif target not in done:
                yield from visit(target)
        path.pop()
        done.add(name)

    for name in sorted(edges):
        if name not in done:
            yield from visit(name)


# ---- Determinism --------------------------------------------------------------------------------


def check_determinism(sources):
    for source in sources:
        pure = source.root_folder == "src" and source.layer in DETERMINISTIC and not source.is_test
        if not pure and not source.is_test:
            continue
        for number, code in enumerate(source.code_lines, 1):
            if marked(source.lines[number - 1], "sim-ok") or code.lstrip().startswith("#"):
                continue
            if source.is_test:
                found = SLEEP.search(code)
                if found:
                    yield Fault(source.name, number, f"{found.group(0).strip()} in a test; wait "
                                "for the event itself, with a deadline")
                continue
            for pattern, instead in AMBIENT:
                found = pattern.search(code)
                if found:
                    yield Fault(source.name, number, f"{found.group(0).strip()} makes runs differ;"
                                f" use {instead} (or mark the line: // sim-ok: reason)")


# ---- Sizes --------------------------------------------------------------------------------------


def check_line_lengths(sources):
    for source in sources:
        for number, line in enumerate(source.lines, 1):
            in_raw_string = line.strip() and not source.code_lines[number - 1].strip() and \
                not line.lstrip().startswith(("//", "/*", "*"))
            if len(line) > COLUMNS_MAX and not marked(line, "long-ok") and not in_raw_string:
                yield Fault(source.name, number, f"{len(line)} columns; the limit is {COLUMNS_MAX}")


def without_preprocessor(code):
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: blank(m.group(0)), code, flags=re.M)


def without_templates(head):
    """The head of a declaration without template parameter lists, whose `class` and `=` mislead."""
    while True:
        match = re.search(r"\btemplate\s*<", head)
        if not match:
            return head
        depth, at = 1, match.end()
        while at < len(head) and depth:
            depth += {"<": 1, ">": -1}.get(head[at], 0)
            at += 1
        head = head[:match.start()] + head[at:]


def kind_of_block(head):
    """What a brace after this head opens: "scope", "function" or "data"."""
    head = re.sub(r"\balignas\s*\([^)]*\)|\[\[[^\]]*\]\]", "", without_templates(head))
    head = re.sub(r"\boperator\s*(?:\(\s*\)|[^\s\w(]+)", "operator_", head)
    outside, depth = "", 0
    for char in head:
        if char == "(":
            depth += 1
        if depth == 0:
            outside += char
        if char == ")":
            depth -= 1
    if re.search(r"\benum\b", outside):
        return "data"
    if re.search(r"\b(?:namespace|extern)\b", outside):
        return "scope"
    if re.search(r"\]\s*(?:mutable\b|noexcept\b|constexpr\b|->[\s\w:<>]*|\s)*$", outside):
        # The brace of a lambda; an array's size is followed by no brace of its own kind.
        return "function" if re.search(r"=\s*(?:\w+\s*)*\[[^\]]*\]", outside) else "data"
    if "=" in outside:
        return "data"
    if re.search(r"\b(?:class|struct|union)(?:\s+[\w:]+)?(?:\s+final)?\s*(?::[^:].*)?$", outside,
                 re.DOTALL):
        return "scope"
    return "function" if "(" in head else "data"


Function = namedtuple("Function", "first last head_lines")


def functions(code):
    """Every function at namespace or class level: its first and last line and those of its head."""
    code = without_preprocessor(code)
    blocks = []  # (kind, offset of the head)
    head_start = 0
    inside = 0  # blocks that are no scope: nothing in them is looked at
    for match in re.finditer(r"[{};]|\b(?:public|private|protected)\s*:(?!:)", code):
        char = match.group(0)
        if char == "{":
            kind = "body" if inside else kind_of_block(code[head_start:match.start()])
            blocks.append((kind, head_start, match.start()))
            if kind == "scope":
                head_start = match.end()
            else:
                inside += 1
        elif char == "}":
            if not blocks:
                continue
            kind, start, brace = blocks.pop()
            if kind != "scope":
                inside -= 1
            if inside:
                continue
            if kind == "function":
                start += len(code[start:brace]) - len(code[start:brace].lstrip())
                first, at_brace = (code.count("\n", 0, at) + 1 for at in (start, brace))
                # A member initialised with braces, in a constructor's list, is not its body yet.
                follows = code[match.end():match.end() + 200].lstrip()[:1]
                if follows in (",", "{"):
                    continue
                last = code.count("\n", 0, match.start()) + 1
                yield Function(first, last, range(first, at_brace + 1))
            elif kind == "data" and code[match.end():match.end() + 200].lstrip()[:1] in (",", "{"):
                continue
            head_start = match.end()
        elif not inside:
            head_start = match.end()


def check_function_lengths(sources):
    for source in sources:
        if source.is_test:
            continue
        for function in functions(source.code):
            length = function.last - function.first + 1
            around = [source.lines[n - 1] for n in function.head_lines]
            around.append(source.lines[function.first - 2] if function.first > 1 else "")
            if length > FUNCTION_LINES_MAX and not any(marked(l, "long-ok") for l in around):
                yield Fault(source.name, function.first, f"a function of {length} lines; the limit "
                            f"is {FUNCTION_LINES_MAX}: cut it where it changes its subject")


# ---- Files --------------------------------------------------------------------------------------


def walk(root):
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS)
        for file in sorted(files):
            yield Path(folder) / file


def check_readmes(root):
    source_root = root / "src"
    for folder in sorted(source_root.iterdir()) if source_root.is_dir() else []:
        if folder.is_dir() and not (folder / "README.md").is_file():
            yield Fault(f"src/{folder.name}", 0,
                        "has no README.md: five lines on what lives here and what may not")


def resolved_addresses(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "resolved" and isinstance(inner, str) and "://" in inner:
                yield inner
            else:
                yield from resolved_addresses(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from resolved_addresses(inner)


def check_lock_files(root, files):
    for path in files:
        name = path.relative_to(root).as_posix()
        if path.name in ("package-lock.json", "npm-shrinkwrap.json"):
            try:
                lock = json.loads(path.read_text(encoding="utf-8"))
            except ValueError as error:
                yield Fault(name, 0, f"is not JSON ({error}); write it anew with npm install")
                continue
            if any(True for _ in resolved_addresses(lock)):
                yield Fault(name, 0, 'carries "resolved" addresses of one registry; put '
                            "omit-lockfile-registry-resolved=true into .npmrc beside it and write "
                            "it anew with npm install --package-lock-only")
        elif path.name == ".npmrc":
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
                if re.search(r"registry\s*=\s*\w+://|_auth|_password", line):
                    yield Fault(name, number, "names a registry or a credential; that belongs in "
                                "the user's own ~/.npmrc")


def check_format(root, sources):
    if not sources:
        return
    command = [CLANG_FORMAT, "--dry-run", "-Werror", *(source.name for source in sources)]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        yield Fault(CLANG_FORMAT, 0, "is not installed; ./dev lint installs it")
        return
    seen = set()
    for path, line in re.findall(r"^(.+?):(\d+):\d+: error:", done.stderr, re.M):
        if path not in seen:
            seen.add(path)
            yield Fault(path, int(line), "is not formatted; run ./dev format")
    if done.returncode and not seen:
        yield Fault(CLANG_FORMAT, 0, done.stderr.strip() or "failed without a word")


def find_sources(root):
    for folder in SOURCE_ROOTS:
        if (root / folder).is_dir():
            for path in walk(root / folder):
                if path.suffix in (".h", ".cc"):
                    yield Source(root, path)


def check(root, with_format=True):
    """Every fault in the repository at root, in the order of files and lines."""
    root = Path(root)
    sources = list(find_sources(root))
    faults = []
    for rule in (check_layers, check_libraries, check_cycles, check_determinism,
                 check_line_lengths, check_function_lengths):
        faults += rule(sources)
    faults += check_readmes(root)
    faults += check_lock_files(root, walk(root))
    if with_format:
        faults += check_format(root, sources)
    return sorted(faults)


def main():
    parser = argparse.ArgumentParser(description="Checks this repository's rules.")
    parser.add_argument("--list-sources", action="store_true", help="print the C++ files and stop")
    options = parser.parse_args()
    root = Path(__file__).resolve().parent.parent
    if options.list_sources:
        for source in find_sources(root):
            print(root / source.name)
        return 0
    faults = check(root)
    for fault in faults:
        print(f"{fault.path}:{fault.line}: {fault.message}" if fault.line
              else f"{fault.path}: {fault.message}")
    print(f"lint: {len(faults)} faults" if faults else "lint: nothing to say")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
