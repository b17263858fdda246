#include "planner/report/affects_report.h"

#include <fmt/format.h>

#include "planner/report/json_parts.h"
#include "planner/report/sentences.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

std::string AffectsText(const std::vector<AffectedBy>& paths) {
  std::string text;
  for (const AffectedBy& answer : paths) {
    if (!text.empty()) text += '\n';
    text += ShownPath(answer.path) + "\n";
    for (const AffectedService& service : answer.services) {
      text += fmt::format("  {}  ({})\n", DisplayPath(service.name), StepsText(service.via));
    }
    if (answer.ignored) {
      text += "  no service: an ignore rule hides it\n";
    } else if (answer.services.empty() && answer.owned) {
      text += "  no service: none depends on what owns it\n";
    } else if (answer.services.empty()) {
      text += "  no service: nothing in the configuration owns it\n";
    }
  }
  return text;
}

std::string AffectsJson(const std::vector<AffectedBy>& paths) {
  std::string out;
  JsonWriter json(out);
  BeginDocument(json);
  json.Key("paths").BeginArray();
  for (const AffectedBy& answer : paths) {
    json.BeginObject();
    json.Key("path").String(JsonPath(answer.path));
    json.Key("ignored").Bool(answer.ignored);
    json.Key("services").BeginArray();
    for (const AffectedService& service : answer.services) {
      json.BeginObject();
      json.Key("name").String(service.name);
      json.Key("via");
      WriteSteps(json, service.via);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  out += '\n';
  return out;
}

}  // namespace deltaplan::planner
