#!/usr/bin/env python3
"""Plants one fault at a time in a small repository and expects lint/check.py to name it."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
import check  # noqa: E402


class Repository(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, path, text=""):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        parts = path.split("/")
        if parts[0] == "src" and len(parts) > 2:
            (self.root / "src" / parts[1] / "README.md").touch()

    def messages(self):
        return [f"{f.path}:{f.line}: {f.message}" for f in check.check(self.root, False)]

    def expect_clean(self):
        self.assertEqual(self.messages(), [])

    def expect_one(self, place, *words):
        messages = self.messages()
        self.assertEqual(len(messages), 1, messages)
        self.assertTrue(messages[0].startswith(place + ": "), messages[0])
        for word in words:
            self.assertIn(word, messages[0])


class Layers(Repository):
    def test_downward_includes_are_fine(self):
        self.write("src/desk/order/order.cc", '#include "port/clock.h"\n#include "base/time.h"\n')
        self.write("src/tool/market.cc", '#include "desk/engine.h"\n#include "knowledge/find.h"\n')
        self.write("src/serve/mcp/server.cc", '#include "net/http.h"\n#include "tool/registry.h"\n')
        self.write("src/app/main.cc", '#include "adapter/sqlite/store.h"\n#include "serve/mcp.h"\n')
        self.write("sim/runner.cc", '#include "adapter/paper/market.h"\n#include "sim/clock.h"\n')
        self.write("src/adapter/tws/wire.cc", '#include "adapter/tws/wire.h"\n'
                   '#include "port/broker.h"\n#include "net/stream.h"\n')
        self.expect_clean()

    def test_upward(self):
        self.write("src/base/time.cc", '\n#include "market/bar.h"\n')
        self.expect_one("src/base/time.cc:2", "base may not include market")

    def test_between_capabilities(self):
        self.write("src/desk/watch.cc", '#include "strategy/signal.h"\n')
        self.expect_one("src/desk/watch.cc:1", "desk may not include strategy")

    def test_net_in_the_pure_part(self):
        self.write("src/port/broker.h", '#include "net/stream.h"\n')
        self.expect_one("src/port/broker.h:1", "port may not include net")

    def test_net_knows_no_trading(self):
        self.write("src/net/http.cc", '#include "market/bar.h"\n')
        self.expect_one("src/net/http.cc:1", "net may not include market")

    def test_spelled_from_the_root(self):
        self.write("src/base/time.cc", '#include "src/market/bar.h"\n')
        self.expect_one("src/base/time.cc:1", "base may not include market")

    def test_test_of_a_pure_folder_is_held_to_its_layer(self):
        self.write("src/desk/desk_test.cc", '#include "adapter/paper/market.h"\n')
        self.expect_one("src/desk/desk_test.cc:1", "take the port")

    def test_concrete_adapter_outside_app(self):
        self.write("src/serve/rest.cc", '#include "adapter/sqlite/store.h"\n')
        self.expect_one("src/serve/rest.cc:1", "serve includes an adapter")

    def test_test_at_the_edge_may_name_an_adapter(self):
        self.write("src/serve/rest_test.cc", '#include "adapter/paper/market.h"\n')
        self.expect_clean()

    def test_adapter_on_adapter(self):
        self.write("src/adapter/paper/market.cc", '#include "adapter/sqlite/store.h"\n')
        self.expect_one("src/adapter/paper/market.cc:1", "an adapter may not include another")

    def test_adapter_on_desk(self):
        self.write("src/adapter/paper/market.cc", '#include "desk/engine.h"\n')
        self.expect_one("src/adapter/paper/market.cc:1", "adapter may not include desk")

    def test_nothing_includes_sim_or_app(self):
        self.write("src/tool/a.cc", '#include "sim/clock.h"\n')
        self.write("sim/b.cc", '#include "app/config.h"\n#include "app/paper_seed.h"\n')
        self.assertEqual(len(self.messages()), 2)

    def test_unknown_folder(self):
        self.write("src/helpers/a.cc", '#include "base/time.h"\n')
        self.expect_one("src/helpers/a.cc:1", "no place in the layers")

    def test_commented_include_is_none(self):
        self.write("src/base/a.cc", '// #include "market/bar.h"\n/*\n#include "desk/a.h"\n*/\n')
        self.expect_clean()


class Libraries(Repository):
    def test_edge_libraries_in_the_pure_part(self):
        for include in ("boost/asio.hpp", "openssl/ssl.h", "sqlite3.h", "sys/socket.h", "unistd.h"):
            with self.subTest(include):
                self.write("src/market/a.cc", f"#include <{include}>\n")
                self.expect_one("src/market/a.cc:1", include, "does no I/O")

    def test_boost_in_a_header(self):
        self.write("src/serve/a.h", "#include <boost/asio/awaitable.hpp>\n")
        self.expect_one("src/serve/a.h:1", "outside net/")

    def test_boost_where_it_belongs(self):
        self.write("src/net/a.h", "#include <boost/asio/awaitable.hpp>\n")
        self.write("src/serve/a.cc", "#include <boost/asio/awaitable.hpp>\n")
        self.expect_clean()

    def test_heavy_headers(self):
        for include in ("CLI/CLI.hpp", "yaml-cpp/yaml.h", "spdlog/spdlog.h", "nlohmann/json.hpp",
                        "simdjson.h", "sqlite3.h", "wslay/wslay.h"):
            with self.subTest(include):
                self.write("src/net/a.h", f"#include <{include}>\n")
                self.expect_one("src/net/a.h:1", include, "keep it in one .cc")


class Circles(Repository):
    def test_three_headers(self):
        self.write("src/base/a.h", '#include "base/b.h"\n')
        self.write("src/base/b.h", '\n#include "base/c.h"\n')
        self.write("src/base/c.h", '#include "base/a.h"\n')
        self.expect_one("src/base/c.h:1", "a.h -> src/base/b.h -> src/base/c.h -> src/base/a.h")

    def test_a_diamond_is_no_circle(self):
        self.write("src/base/a.h", '#include "base/b.h"\n#include "base/c.h"\n')
        self.write("src/base/b.h", '#include "base/d.h"\n')
        self.write("src/base/c.h", '#include "base/d.h"\n')
        self.write("src/base/d.h")
        self.expect_clean()


class Determinism(Repository):
    FAULTS = {
        "auto now = std::chrono::system_clock::now();": "port::Clock",
        "auto now = steady_clock::now();": "port::Clock",
        "auto now = time(nullptr);": "port::Clock",
        "auto now = std::time(0);": "port::Clock",
        "clock_gettime(CLOCK_REALTIME, &t);": "port::Clock",
        "gettimeofday(&t, nullptr);": "port::Clock",
        "auto t = std::localtime(&x);": "base/time.h",
        "std::random_device seed;": "port::Random",
        "int x = rand();": "port::Random",
        "std::mt19937_64 generator;": "port::Random",
        "std::thread worker(run);": "pool",
        "auto x = std::async(run);": "pool",
        "std::mutex mutex_;": "one thread",
        "std::lock_guard guard(mutex_);": "one thread",
        "std::atomic<int> count_;": "one thread",
        "thread_local int count;": "one thread",
        "std::unordered_map<int, int> map_;": "std::map",
        "std::unordered_set<int> set_;": "std::set",
        "std::set<const Order*> open_;": "addresses",
        'setlocale(LC_ALL, "");': "locale",
        "std::locale where;": "locale",
        "double x = std::stod(text);": "std::from_chars",
        "double x = strtod(text, nullptr);": "std::from_chars",
        "double x = atof(text);": "std::from_chars",
        'auto home = getenv("HOME");': "app/",
    }

    def test_every_ban_names_its_replacement(self):
        for code, replacement in self.FAULTS.items():
            with self.subTest(code):
                self.write("src/desk/a.cc", f"void f() {{\n  {code}\n}}\n")
                self.expect_one("src/desk/a.cc:2", replacement)

    def test_every_pure_folder(self):
        for folder in ("base", "market", "expr", "port", "desk", "knowledge", "strategy", "tool"):
            with self.subTest(folder):
                path = f"src/{folder}/a.cc"
                self.write(path, "int x = rand();\n")
                self.expect_one(f"{path}:1", "port::Random")
                (self.root / path).unlink()

    def test_harmless_lookalikes(self):
        self.write("src/desk/a.cc", """
UtcTime time(const Bar& bar) { return bar.time(); }
auto a = bar.time(0);
auto b = operand(1) + strand(2);
std::map<int, Order*> orders_;
const char* text = "std::mutex rand() time(nullptr)";  // std::thread
const char* raw = R"(std::unordered_map<int, int>)";
int big = 1'000'000; int random_walk = 2; char quote = '"'; int unatoi(int x);
/* system_clock
   steady_clock */
""")
        self.expect_clean()

    def test_marked_with_a_reason(self):
        self.write("src/base/a.cc", "std::mutex m;  // sim-ok: guards the zone table's first use\n")
        self.expect_clean()

    def test_marked_without_a_reason(self):
        self.write("src/base/a.cc", "std::mutex m;  // sim-ok:\n")
        self.expect_one("src/base/a.cc:1", "std::mutex")

    def test_the_edge_may(self):
        self.write("src/net/a.cc", "std::mutex m;\nauto now = steady_clock::now();\n")
        self.expect_clean()

    def test_no_sleep_in_tests(self):
        self.write("src/net/a_test.cc", "std::this_thread::sleep_for(10ms);\n")
        self.expect_one("src/net/a_test.cc:1", "in a test")


def lines(count, line="  work();"):
    return "\n".join([line] * count)


class Sizes(Repository):
    # Heads and what closes the body; 69 lines between make 71 in all.
    FUNCTIONS = {
        "plain": ("void f(int x) {", "}"),
        "template with a default": ("template <class T = int> T f() {", "}"),
        "operator": ("bool operator==(const A& a, const A& b) {", "}"),
        "default argument": ("int f(int x = 3) {", "}"),
        "trailing return": ("auto f() const -> std::vector<int> {", "}"),
        "constructor": ("A::A() : a_(1), b_{2}, c_{} {", "}"),
        "lambda": ("const auto f = [](int x) {", "};"),
        "blocks inside": ("void f() { if (x) { y(); } for (;;) {} auto l = [&] { z(); };", "}"),
        "struct as the result": ("struct tm f(int x) {", "}"),
    }

    def test_long_functions(self):
        for name, (head, end) in self.FUNCTIONS.items():
            for before in ("", "namespace a {\nint x = 1;\n", "class A : public B {\n public:\n"):
                with self.subTest(name, before=before):
                    first = before.count("\n") + 1
                    self.write("src/net/a.cc", f"{before}{head}\n{lines(69)}\n{end}\n")
                    self.expect_one(f"src/net/a.cc:{first}", "a function of 71 lines")

    def test_functions_at_the_limit(self):
        for name, (head, end) in self.FUNCTIONS.items():
            with self.subTest(name):
                self.write("src/net/a.cc", f"{head}\n{lines(68)}\n{end}\n" * 3)
                self.expect_clean()

    def test_a_class_and_data_may_be_long(self):
        self.write("src/net/a.cc", f"class A {{\n{lines(90, '  int f(int x) { return x; }')}\n}};\n"
                   f"constexpr int table[] = {{\n{lines(90, '  1,')}\n}};\n"
                   f"enum class E {{\n{lines(90, '  a,')}\n}};\n")
        self.expect_clean()

    def test_marked_function(self):
        self.write("src/net/a.cc", f"// long-ok: one table of cases\nvoid f() {{\n{lines(90)}\n}}\n")
        self.expect_clean()

    def test_tests_may_be_long(self):
        self.write("src/net/a_test.cc", f'TEST_CASE("x") {{\n{lines(90)}\n}}\n')
        self.expect_clean()

    def test_long_line(self):
        self.write("src/net/a.cc", "\nint x;" + " " * 87 + "// to column 101\n".rjust(8))
        self.write("src/net/b.cc", 'auto x = "' + "й" * 88 + '";\n')
        self.expect_one("src/net/a.cc:2", "columns")

    def test_marked_long_line(self):
        self.write("src/net/a.cc", 'auto x = "' + "a" * 120 + '";  // long-ok: a real answer\n')
        self.expect_clean()

    def test_raw_string(self):
        self.write("src/net/a.cc", 'auto x = R"(\n' + "a" * 120 + '\n)";\n')
        self.expect_clean()


class Files(Repository):
    def test_folder_without_readme(self):
        self.write("src/net/a.cc")
        (self.root / "src/net/README.md").unlink()
        self.expect_one("src/net:0", "README.md")

    def test_resolved_address(self):
        self.write("ui/package-lock.json", json.dumps(
            {"packages": {"node_modules/a": {"version": "1.0.0", "resolved": "https://x.test/a"}}}))
        self.expect_one("ui/package-lock.json:0", "omit-lockfile-registry-resolved")

    def test_clean_lock_file(self):
        self.write("ui/package-lock.json", json.dumps(
            {"packages": {"node_modules/a": {"version": "1.0.0"},
                          "node_modules/own": {"resolved": "own", "link": True}}}))
        self.write("ui/.npmrc", "omit-lockfile-registry-resolved=true\n")
        self.expect_clean()

    def test_npmrc_with_a_registry(self):
        self.write("ui/.npmrc", "registry=https://x.test/\n")
        self.expect_one("ui/.npmrc:1", "registry")

    def test_dependencies_are_not_looked_at(self):
        self.write("ui/node_modules/a/package-lock.json", '{"a": {"resolved": "https://x.test/a"}}')
        self.expect_clean()


class Format(Repository):
    def test_unformatted_file(self):
        self.write(".clang-format", "BasedOnStyle: Google\n")
        self.write("src/base/a.cc", "int x;\n\n\nint   y;\n")
        self.write("src/base/b.cc", "int x;\n")
        faults = check.check(self.root)
        self.assertEqual([f.path for f in faults], ["src/base/a.cc"])
        self.assertIn("./dev format", faults[0].message)


class ThisRepository(unittest.TestCase):
    def test_functions_are_found(self):
        """The measure is worth nothing if it misses functions: it finds those of real files."""
        code = check.without_comments_and_literals("""
namespace a {
Result<int> read(std::string_view text) {
  return parse({.text = text, .strict = true});
}
struct B { int x = {1}; B() : x{1} {} void f() { g([] { h(); }); } };
}  // namespace a
int main() { return 0; }
""")
        found = [(f.first, f.last) for f in check.functions(code)]
        self.assertEqual(found, [(3, 5), (6, 6), (6, 6), (8, 8)])


if __name__ == "__main__":
    unittest.main()
