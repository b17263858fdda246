#include "planner/report/releases_document.h"

#include <string>
#include <utility>
#include <variant>

#include "planner/text/quote.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonValue;

Error NoReleases(std::string message) {
  return {.message = std::move(message),
          .causes = {},
          .remedy = "Make it with: deltaplan plan --out DIR"};
}

}  // namespace

Result<std::vector<Release>> ReadReleases(std::string_view text) {
  if (!IsValidUtf8(text)) return NoReleases("it is not UTF-8 text");
  auto parsed = tfvars::ParseJson(text, tfvars::JsonComments::kRefused);
  const auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
  if (document == nullptr) {
    return NoReleases("it is no JSON: " + std::get<tfvars::JsonSyntaxError>(parsed).WithPlace());
  }
  const JsonValue& root = document->root;
  const JsonValue* list = root.Find("releases");
  if (!root.StringAt("format_version").starts_with("1.") || list == nullptr ||
      list->kind != JsonValue::Kind::kArray) {
    return NoReleases("it is no list of releases of format 1.x");
  }
  std::vector<Release> releases;
  for (const JsonValue& item : list->items) {
    Release release{.name = item.StringAt("name"),
                    .cluster = std::nullopt,
                    .service = item.StringAt("service"),
                    .family = item.StringAt("family"),
                    .container = item.StringAt("container"),
                    .image = item.StringAt("image"),
                    .restarts = item.StringAt("action") == "restart",
                    .after = {}};
    if (const std::string* cluster = item.FindString("cluster")) release.cluster = *cluster;
    if (const JsonValue* after = item.Find("after")) {
      for (const JsonValue& name : after->items) release.after.push_back(name.string);
    }
    if (release.name.empty() || release.service.empty()) {
      return NoReleases("a release has no \"name\" or no \"service\"");
    }
    releases.push_back(std::move(release));
  }
  return releases;
}

}  // namespace deltaplan::planner
