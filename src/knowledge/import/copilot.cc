// Microsoft Copilot's CSV (RFC 4180), newest first. A question and its answer carry the same time,
// so the rows are turned around, never sorted.
#include <algorithm>

#include "knowledge/import/chat_parts.h"
#include "knowledge/import/chats.h"
#include "knowledge/import/csv_table.h"
#include "knowledge/import/json_time.h"

namespace pitwall::knowledge {
namespace {

struct Row {
  std::string time;
  std::string author;
  std::string message;
};

Document conversation(std::string_view name, std::vector<Row> rows) {
  std::ranges::reverse(rows);
  Document document;
  document.id =
      fmt::format("copilot:{}", short_digest(fmt::format("{}\n{}", name, rows.front().time)));
  document.kind = DocumentKind::chat;
  document.provider = "copilot";
  document.title.value = name;
  std::map<std::string, int> same;
  for (Row& row : rows) {
    const std::optional<Time> time = time_in(row.time);
    if (!document.created) document.created = time;
    if (time) document.updated = time;
    const bool person = row.author == "Human";
    const std::string stem = fmt::format("{}/{}", row.time, person ? "human" : "ai");
    const int number = ++same[stem];
    add_part(document, number == 1 ? stem : fmt::format("{}#{}", stem, number),
             person ? PartRole::person : PartRole::assistant, std::move(row.message), time);
  }
  return document;
}

}  // namespace

Result<std::vector<Document>> read_copilot(std::string_view csv, Flaws& flaws) {
  std::map<std::string, std::vector<Row>, std::less<>> conversations;
  CsvTable table(csv);
  std::vector<std::string> fields;
  while (true) {
    PITWALL_TRY(const bool any, table.next(fields));
    if (!any) break;
    if (table.row() == 1) continue;  // the names of the columns
    if (fields.size() != 4) {
      flaws.add(table.line(), fmt::format("a row of {} fields, where 4 belong", fields.size()));
      continue;
    }
    conversations[fields[0]].push_back({fields[1], fields[2], fields[3]});
  }
  std::vector<Document> documents;
  for (auto& [name, rows] : conversations) documents.push_back(conversation(name, std::move(rows)));
  return documents;
}

}  // namespace pitwall::knowledge
