#include "app/memory/config.h"

#include <doctest/doctest.h>

namespace pitwall::app {
namespace {

TEST_CASE("folders and channels that make no sense are refused with their key") {
  const auto refusal = [](const MemoryConfig& config) {
    const Result<void> checked = check(config);
    return checked ? std::string() : checked.error().message;
  };
  const VideoChannelConfig good{.name = "oil_talk",
                                .address = "https://www.youtube.com/@oiltalk/videos"};
  CHECK(refusal({}).empty());
  CHECK(refusal({.folders = {"/home/you/notes"}, .channels = {good}}).empty());
  CHECK(refusal({.folders = {"notes"}, .channels = {}}).find("memory.folders") == 0);
  CHECK(refusal({.folders = {}, .channels = {good, good}}).find("twice") != std::string::npos);
  const auto with = [&](auto change) {
    VideoChannelConfig channel = good;
    change(channel);
    return refusal({.folders = {}, .channels = {channel}});
  };
  // What would lead out of the folder, or be taken for an option.
  CHECK(with([](auto& c) { c.name = "../x"; }).find("the name") != std::string::npos);
  CHECK(with([](auto& c) { c.name = ""; }).find("the name") != std::string::npos);
  CHECK(with([](auto& c) { c.address = "--exec=x"; }).find("https://") != std::string::npos);
  CHECK(with([](auto& c) { c.command = "--version"; }).find("command") != std::string::npos);
  CHECK(with([](auto& c) { c.languages = {}; }).find("languages") != std::string::npos);
  CHECK(with([](auto& c) { c.languages = {"ru,--exec"}; }).find("languages") != std::string::npos);
  CHECK(with([](auto& c) { c.every = minutes(1); }).find("an hour") != std::string::npos);
}

}  // namespace
}  // namespace pitwall::app
