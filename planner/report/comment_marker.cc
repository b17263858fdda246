#include "planner/report/comment_marker.h"

#include <algorithm>
#include <cstdint>

#include "planner/text/json_writer.h"

namespace deltaplan::planner {
namespace {

std::string MarkerJson(const std::vector<const Plan*>& plans) {
  const Plan& first = *plans.front();
  std::size_t deploy = 0;
  for (const Plan* plan : plans) deploy += plan->deploy_count();
  std::string text;
  JsonWriter json(text);
  json.BeginObject(JsonLayout::kCompact);
  json.Key("command").String(first.base ? "preview" : "plan");
  json.Key("environment");
  if (plans.size() == 1) {
    json.StringOrNull(first.environment);
  } else {
    json.BeginArray();
    for (const Plan* plan : plans) json.StringOrNull(plan->environment);
    json.EndArray();
  }
  json.Key("head").String(first.head.commit.ToHex());
  json.Key("at").Number(static_cast<std::uint64_t>(std::max<std::int64_t>(first.head.time, 0)));
  json.Key("deploy").Number(deploy);
  json.EndObject();
  return text;
}

// These stand in strings only: JSON itself has none of them, and no number here is negative.
std::string WithoutMarkup(const std::string& json) {
  std::string out;
  for (const char c : json) {
    switch (c) {
      case '<':
        out += "\\u003c";
        break;
      case '>':
        out += "\\u003e";
        break;
      case '-':
        out += "\\u002d";
        break;
      case '`':
        out += "\\u0060";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string CommentMarker(const std::vector<const Plan*>& plans, MarkerPlace place) {
  const std::string marker = "deltaplan:comment v1 " + WithoutMarkup(MarkerJson(plans));
  switch (place) {
    case MarkerPlace::kHtml:
      return "<!-- " + marker + " -->\n";
    case MarkerPlace::kFooter:
      return "`" + marker + "`\n";
    case MarkerPlace::kNone:
      break;
  }
  return {};
}

}  // namespace deltaplan::planner
