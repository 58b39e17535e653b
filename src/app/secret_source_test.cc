#include "app/secret_source.h"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace pitwall::app {
namespace {

class SecretFile {
 public:
  SecretFile(std::string_view content, mode_t mode) {
    std::string pattern = (std::filesystem::temp_directory_path() / "pitwall-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    std::ofstream(path(), std::ios::binary) << content;
    REQUIRE(::chmod(path().c_str(), mode) == 0);
  }
  SecretFile(const SecretFile&) = delete;
  SecretFile& operator=(const SecretFile&) = delete;
  ~SecretFile() { std::filesystem::remove_all(folder_); }
  std::string path() const { return folder_ / "secret"; }

 private:
  std::filesystem::path folder_;
};

Result<Secret> read(const SecretSource& source) { return read_secret(source, "The token"); }

TEST_CASE("a secret is read from its file, without what surrounds it") {
  const SecretFile file("  123:AB C\r\n\n", 0600);
  CHECK(read({file.path(), ""})->value == "123:AB C");
  CHECK(read({"", ""})->value.empty());
}

TEST_CASE("a file that everybody may read is refused, and so is an empty or a missing one") {
  const SecretFile open("s3cret", 0644);
  const Result<Secret> refused = read({open.path(), ""});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message.find("chmod 600") != std::string::npos);
  CHECK(refused.error().message.find("s3cret") == std::string::npos);
  CHECK(read({open.path() + ".none", ""}).error().code == Code::not_found);
  const SecretFile empty(" \n", 0600);
  CHECK(read({empty.path(), ""}).error().code == Code::invalid_argument);
  const SecretFile large(std::string(5000, 'x'), 0600);
  CHECK(read({large.path(), ""}).error().code == Code::too_large);
}

TEST_CASE("a secret is read from the environment, which must have it") {
  REQUIRE(::setenv("PITWALL_TEST_SECRET", "tk_abc\n", 1) == 0);
  CHECK(read({"", "PITWALL_TEST_SECRET"})->value == "tk_abc");
  CHECK(read({"/x", "PITWALL_TEST_SECRET"}).error().code == Code::invalid_argument);
  REQUIRE(::unsetenv("PITWALL_TEST_SECRET") == 0);
  CHECK(read({"", "PITWALL_TEST_SECRET"}).error().code == Code::not_found);
}

}  // namespace
}  // namespace pitwall::app
