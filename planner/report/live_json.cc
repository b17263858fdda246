#include "planner/report/live_json.h"

namespace deltaplan::planner {

const char* RelationName(graph::Relation relation) {
  switch (relation) {
    case graph::Relation::kSame:
      return "same";
    case graph::Relation::kBehind:
      return "behind";
    case graph::Relation::kAhead:
      return "ahead";
    case graph::Relation::kDiverged:
      return "diverged";
    case graph::Relation::kUnknown:
      return "unknown";
  }
  return "";
}

void WriteLive(JsonWriter& json, const std::optional<Live>& live) {
  json.Key("live");
  if (!live) {
    json.Null();
    return;
  }
  json.BeginObject();
  json.Key("tag").String(live->tag);
  json.Key("commit");
  if (live->commit) {
    json.String(live->commit->ToHex());
  } else {
    json.Null();
  }
  json.Key("source").String(live->source);
  json.Key("relation").String(RelationName(live->relation));
  json.Key("commits").NumberOrNull(live->commits);
  json.EndObject();
}

}  // namespace deltaplan::planner
