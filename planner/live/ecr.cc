// "from": "ecr": the newest tag of a repository that fits a pattern, for images that no service
// runs all the time.
#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "planner/live/aws/api.h"
#include "planner/live/aws/image_tags.h"
#include "planner/live/live_source.h"
#include "planner/model/tag_pattern.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {
namespace {

struct PushedTag {
  double pushed_at = 0;  // seconds since 1970
  std::string tag;

  auto operator<=>(const PushedTag&) const = default;
};

// A value as a piece of a pattern that matches just it.
PlaceholderValues Quoted(PlaceholderValues values) {
  for (auto& [name, value] : values) {
    std::string quoted;
    for (const char c : value) {
      if (std::string_view("\\^$.[]|()?*+{}").find(c) != std::string_view::npos) quoted += '\\';
      quoted += c;
    }
    value = std::move(quoted);
  }
  return values;
}

// All tags of one repository, page by page.
struct Repository {
  std::vector<const Service*> services;
  std::vector<PushedTag> tags;
  std::optional<std::string> next_page = "";  // nullopt: all are there
};

// What an answer of DescribeImages lacks; nullptr when all is well. Without the time of one image
// nobody knows which is the newest.
const char* AddPage(const tfvars::JsonValue& answer, Repository& repository) {
  using Kind = tfvars::JsonValue::Kind;
  const tfvars::JsonValue* details = answer.Find("imageDetails");
  if (details == nullptr || details->kind != Kind::kArray) return "imageDetails";
  for (const tfvars::JsonValue& image : details->items) {
    const tfvars::JsonValue* tags = image.Find("imageTags");
    const tfvars::JsonValue* pushed_at = image.Find("imagePushedAt");
    if (tags == nullptr || tags->items.empty()) continue;
    if (pushed_at == nullptr || pushed_at->kind != Kind::kNumber) return "imagePushedAt";
    for (const tfvars::JsonValue& tag : tags->items) {
      repository.tags.push_back({pushed_at->number, tag.string});
    }
  }
  const tfvars::JsonValue* next = answer.Find("nextToken");
  repository.next_page = std::nullopt;
  if (next != nullptr && !next->string.empty()) repository.next_page = next->string;
  return nullptr;
}

std::optional<Error> ReadAllPages(const AwsApi& api,
                                  std::map<std::string, Repository>& repositories,
                                  ServiceProblems& problems) {
  for (;;) {
    std::vector<AwsCall> calls;
    std::vector<Repository*> asked;
    for (auto& [name, repository] : repositories) {
      if (!repository.next_page) continue;
      AwsCall call{.operation = "DescribeImages"};
      JsonWriter writer(call.body);
      writer.BeginObject(JsonLayout::kCompact).Key("repositoryName").String(name);
      writer.Key("maxResults").Number(1000);
      writer.Key("filter").BeginObject().Key("tagStatus").String("TAGGED").EndObject();
      if (!repository.next_page->empty()) writer.Key("nextToken").String(*repository.next_page);
      writer.EndObject();
      for (const Service* service : repository.services) call.about.push_back(service->name);
      calls.push_back(std::move(call));
      asked.push_back(&repository);
    }
    if (calls.empty()) return std::nullopt;
    const std::vector<AwsAnswer> answers = api.Call(kEcr, calls);
    if (std::optional<Error> error = FirstError(calls, answers, problems)) return error;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      if (!answers[i].value) {  // of excused services
        asked[i]->next_page = std::nullopt;
        asked[i]->services.clear();
        continue;
      }
      const char* missing = AddPage(*answers[i].value, *asked[i]);
      if (missing == nullptr) continue;
      return Error{.message = fmt::format("cannot read the tags of {} in {}",
                                          ShownNames(calls[i].about), api.Where()),
                   .causes = {fmt::format("the answer has no \"{}\"", missing)},
                   .remedy = {}};
    }
  }
}

Result<LiveReading> ReadEcr(const LiveContext& context, const LiveSourceEntry& entry) {
  std::map<std::string, Repository> repositories;
  for (const Service& service : context.services) {
    repositories[*context.TextFor(entry, "repository", service)].services.push_back(&service);
  }
  Result<AwsApi> api = AwsApi::Open(context, entry);
  if (!api) return std::move(api).error();
  LiveReading reading;
  ServiceProblems problems(context, reading);
  if (std::optional<Error> error = ReadAllPages(*api, repositories, problems)) {
    return *std::move(error);
  }
  Result<TagPattern> common = ConfiguredPattern(context.config);
  if (!common) return std::move(common).error();
  const std::string* own = entry.Text("tag_pattern");
  for (const auto& [name, repository] : repositories) {
    for (const Service* service : repository.services) {
      std::optional<TagPattern> pattern;
      if (own != nullptr) {
        auto compiled =
            TagPattern::Compile(FillPlaceholders(*own, Quoted(context.Placeholders(*service))));
        if (auto* wrong = std::get_if<std::string>(&compiled)) {
          return Error{.message = "cannot use the tag pattern of the live source 'ecr'",
                       .causes = {std::move(*wrong)},
                       .remedy = {}};
        }
        pattern = std::get<TagPattern>(std::move(compiled));
      }
      std::vector<PushedTag> fitting;
      for (const PushedTag& tag : repository.tags) {
        if ((pattern ? *pattern : *common).Fits(tag.tag)) fitting.push_back(tag);
      }
      std::ranges::sort(fitting, std::greater());
      // An image has one time, however many tags it has.
      std::vector<std::string> newest;
      for (const PushedTag& tag : fitting) {
        if (tag.pushed_at == fitting.front().pushed_at) newest.push_back(tag.tag);
      }
      if (!newest.empty()) {
        reading.Add(service->name, std::move(newest));
      } else {
        reading.notes.push_back(
            warnings::ServiceMissing{.service = service->name,
                                     .kind = warnings::ServiceMissing::Kind::kTagOfRepository,
                                     .name = name,
                                     .where = api->Where(),
                                     .tags = repository.tags.size()});
      }
    }
  }
  SortNotes(reading.notes);
  return reading;
}

std::string CheckEcr(const LiveSourceEntry& entry) {
  const std::string* pattern = entry.Text("tag_pattern");
  if (pattern == nullptr) return {};
  // Whatever stands for a placeholder is quoted: as a plain letter it changes nothing.
  const auto some = [](const tfvars::Placeholder& placeholder) {
    return placeholder.argument ? std::nullopt : std::optional<std::string_view>("x");
  };
  const auto compiled = TagPattern::Compile(tfvars::FillPlaceholders(*pattern, some));
  const auto* wrong = std::get_if<std::string>(&compiled);
  return wrong == nullptr ? "" : "The \"tag_pattern\" can't be used: " + *wrong;
}

}  // namespace

LiveSource EcrSource() {
  using Placeholders = LiveKey::Placeholders;
  return {.kind = {.from = kEcrSource,
                   .keys = AwsApi::WithKeys(
                       {{.name = "repository",
                         .required = true,
                         .placeholders = Placeholders::kService},
                        {.name = "tag_pattern", .placeholders = Placeholders::kService}}),
                   .check = CheckEcr},
          .read = ReadEcr};
}

}  // namespace deltaplan::planner
