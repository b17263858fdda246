#include "planner/report/releases_document.h"

#include <cstddef>
#include <fmt/format.h>
#include <optional>
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

// What is wrong with "after" of the release at this index; nullopt where it names releases.
std::optional<Error> CheckAfter(const JsonValue& after, std::size_t release) {
  const std::string place = fmt::format("/releases/{}/after", release);
  if (after.kind != JsonValue::Kind::kArray) return NoReleases(place + ": expected a list");
  for (std::size_t i = 0; i < after.items.size(); ++i) {
    if (after.items[i].kind == JsonValue::Kind::kString) continue;
    return NoReleases(fmt::format("{}/{}: expected a string", place, i));
  }
  return std::nullopt;
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
      if (std::optional<Error> wrong = CheckAfter(*after, releases.size())) {
        return *std::move(wrong);
      }
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
