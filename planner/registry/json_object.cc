#include "planner/registry/json_object.h"

#include <utility>
#include <variant>

#include "planner/text/quote.h"

namespace deltaplan::planner {

std::optional<tfvars::JsonValue> ReadJsonObject(std::string_view text) {
  if (!IsValidUtf8(text)) return std::nullopt;
  auto parsed = tfvars::ParseJson(text, tfvars::JsonComments::kRefused);
  auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
  if (document == nullptr || document->root.kind != tfvars::JsonValue::Kind::kObject) {
    return std::nullopt;
  }
  return std::move(document->root);
}

}  // namespace deltaplan::planner
