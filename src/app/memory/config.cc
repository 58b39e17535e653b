#include "app/memory/config.h"

#include <algorithm>
#include <set>

#include "port/embedder.h"

namespace pitwall::app {
namespace {

constexpr std::size_t max_folders = 100;
constexpr std::size_t max_channels = 1000;

bool of(std::string_view text, std::string_view more) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != more.npos;
  });
}

Result<void> check(const VideoChannelConfig& channel) {
  const auto refuse = [&](std::string_view key, std::string_view why) {
    return error(Code::invalid_argument, "memory.channels, \"{}\": {} {}.", channel.name, key, why);
  };
  if (!of(channel.name, "-_"))
    return refuse("the name", "may have letters, digits, - and _, for it is a folder's");
  if (!channel.address.starts_with("https://"))
    return refuse("the address", "must begin with https://");
  if (channel.languages.empty()) return refuse("languages", "must name one");
  for (const std::string& language : channel.languages)
    if (!of(language, "-")) return refuse("languages", "are such as en or zh-Hans");
  if (channel.command.empty() || channel.command.starts_with('-'))
    return refuse("the command", "must be a program");
  if (channel.every < hours(1)) return refuse("every", "must be an hour or more");
  return {};
}

}  // namespace

void describe(VideoChannelConfig& config, Visitor& v) {
  v("name", "What it is called.", "oil_talk", config.name, {.max_length = 60});
  v("address", "Of its videos.", "https://www.youtube.com/@oiltalk/videos", config.address,
    {.max_length = 500});
  v("languages", "Of the subtitles.", "en", config.languages,
    {.has_default = true, .max_items = 20});
  v("every", "How often new ones are asked for.", "1d", config.every, with_default);
  v("command", "Your yt-dlp.", "/usr/local/bin/yt-dlp", config.command, with_default);
  v("deadline", "It is stopped after this time.", "30m", config.deadline, with_default);
}

void describe(EmbeddingConfig& config, Visitor& v) {
  v("api", "ollama, openai (any server that speaks its API) or tei.", "ollama", config.api,
    with_default);
  v("address", "Of the server; docs/search.md.", "http://127.0.0.1:11434", config.address,
    {.has_default = true, .max_length = 500});
  v("model", "As the server calls it; tei serves one.", "bge-m3", config.model,
    {.has_default = true, .max_length = 200});
  v("dimension", "Numbers of a vector, for models that can be cut to fewer; 0: the model's own.",
    "0", config.dimension,
    {.has_default = true, .minimum = 0, .maximum = port::Embedder::max_dimension});
  v("query_prefix", "Put before a question, where the model wants that.",
    "query: ", config.query_prefix, {.has_default = true, .max_length = 500});
  v("passage_prefix", "Put before a text.", "passage: ", config.passage_prefix,
    {.has_default = true, .max_length = 500});
  v("base64", "Of openai: vectors as base64, a third of the bytes.", "false", config.base64,
    with_default);
  v("key", "The server's API key, if it wants one.", "", config.key, with_default);
}

void describe(RerankingConfig& config, Visitor& v) {
  v("address", "Of a text-embeddings-inference server with a model that reranks.",
    "http://127.0.0.1:8081", config.address, {.has_default = true, .max_length = 500});
  v("key", "Its API key, if it wants one.", "", config.key, with_default);
}

void describe(MemoryConfig& config, Visitor& v) {
  v("folders", "What is put there is imported; docs/memory.md.", "/home/you/notes", config.folders,
    {.has_default = true, .max_items = max_folders});
  v("channels", "Video channels whose subtitles are fetched.", "", config.channels,
    {.has_default = true, .max_items = max_channels});
  v("embedding", "A model that finds what means the same.", "", config.embedding, with_default);
  v("reranking", "A model that puts the best few into order.", "", config.reranking, with_default);
  v("look_every", "How often the folders are looked at.", "30s", config.look_every, with_default);
  v("still", "A file is imported when it has not changed for so long.", "30s", config.still,
    with_default);
}

Result<void> check(const MemoryConfig& config) {
  std::set<std::string_view> names;
  for (const VideoChannelConfig& channel : config.channels) {
    PITWALL_TRY_VOID(check(channel));
    if (!names.insert(channel.name).second)
      return error(Code::invalid_argument, "memory.channels: \"{}\" stands there twice.",
                   channel.name);
  }
  for (const std::string& folder : config.folders)
    if (!folder.starts_with('/'))
      return error(Code::invalid_argument,
                   "memory.folders: \"{}\" must be a whole path, beginning with /.", folder);
  if (config.look_every < milliseconds(100))
    return error(Code::invalid_argument, "memory.look_every must be 100ms or more.");
  return {};
}

}  // namespace pitwall::app
