#include "planner/live/aws/image_tags.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "planner/live/aws/endpoints.h"
#include "planner/live/live_image.h"
#include "planner/model/tag_pattern.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// The tags that an answer has for the digest.
std::set<std::string> TagsFor(const tfvars::JsonValue& answer, const std::string& digest) {
  std::set<std::string> tags;
  const tfvars::JsonValue* details = answer.Find("imageDetails");
  if (details == nullptr) return tags;
  for (const tfvars::JsonValue& image : details->items) {
    const tfvars::JsonValue* its_digest = image.Find("imageDigest");
    const tfvars::JsonValue* its_tags = image.Find("imageTags");
    if (its_digest == nullptr || its_digest->string != digest || its_tags == nullptr) continue;
    for (const tfvars::JsonValue& tag : its_tags->items) tags.insert(tag.string);
  }
  return tags;
}

}  // namespace

Status AddTagsOfImages(const LiveContext& context, const AwsApi& api, const ServiceImages& images,
                       LiveReading& reading, ServiceProblems& problems) {
  using Pinned = std::pair<EcrRepository, std::string>;  // with its digest
  std::map<Pinned, std::vector<std::string>> pinned;     // -> services
  std::map<std::string, std::string> said;               // service -> the tag beside its digest
  for (const auto& [service, reference] : images) {
    LiveImage image = ReadLiveImage(reference);
    reading.repositories.emplace(service, image.repository);
    auto repository = ReadEcrRepository(image.repository);
    if (!image.digest.empty() && repository) {
      // The digest alone says what is pulled, whatever tag somebody has written beside it.
      pinned[{*std::move(repository), image.digest}].push_back(service);
      if (!image.tag.empty()) said.emplace(service, std::move(image.tag));
    } else if (!image.tag.empty()) {
      reading.Add(service, {std::move(image.tag)});
    } else {
      problems.AddOwn(service,
                      fmt::format("{} is pinned by its digest, and its registry is not ECR",
                                  DisplayText(reference)));
    }
  }
  std::vector<AwsCall> calls;
  for (const auto& [image, services] : pinned) {
    const auto& [repository, digest] = image;
    AwsCall call{.operation = "DescribeImages", .region = repository.region, .about = services};
    JsonWriter writer(call.body);
    writer.BeginObject(JsonLayout::kCompact);
    writer.Key("registryId").String(repository.registry);
    writer.Key("repositoryName").String(repository.name);
    writer.Key("imageIds").BeginArray().BeginObject();
    writer.Key("imageDigest").String(digest).EndObject().EndArray().EndObject();
    calls.push_back(std::move(call));
  }
  std::vector<AwsAnswer> answers = api.Call(kEcr, calls);
  // That an image is gone is an answer.
  for (AwsAnswer& answer : answers) {
    if (answer.code == "ImageNotFoundException" || answer.code == "RepositoryNotFoundException") {
      answer.value = tfvars::JsonValue();
    }
  }
  if (std::optional<Error> error = FirstError(calls, answers, problems)) return *std::move(error);
  Result<TagPattern> pattern = ConfiguredPattern(context.config);
  if (!pattern) return std::move(pattern).error();
  auto answer = answers.begin();
  for (const auto& [image, services] : pinned) {
    const AwsAnswer& its_answer = *(answer++);
    if (!its_answer.value) continue;  // of excused services
    const std::set<std::string> known = TagsFor(*its_answer.value, image.second);
    std::vector<std::string> tags(known.begin(), known.end());
    std::stable_partition(tags.begin(), tags.end(),
                          [&](const std::string& tag) { return pattern->Fits(tag); });
    for (const std::string& service : services) {
      const auto tag = said.find(service);
      if (tag != said.end() && known.contains(tag->second)) {
        reading.Add(service, {tag->second});
      } else if (tag != said.end() && !tags.empty()) {
        problems.AddOwn(service,
                        fmt::format("the image {} of {} does not have the tag {} that "
                                    "stands beside it",
                                    DisplayText(image.second), DisplayText(image.first.name),
                                    DisplayText(tag->second)));
      } else if (!tags.empty()) {
        reading.Add(service, tags);
      } else {
        problems.AddOwn(service, fmt::format("the image {} of {} {}", DisplayText(image.second),
                                             DisplayText(image.first.name),
                                             its_answer.code.empty() ? "has no tag"
                                                                     : "is not in ECR any more"));
      }
    }
  }
  return Ok();
}

}  // namespace deltaplan::planner
