#include "planner/registry/ecr_registry.h"

#include <fmt/format.h>
#include <map>
#include <utility>

#include "planner/registry/manifest.h"
#include "planner/text/digest.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonValue;

constexpr std::size_t kMostImages = 100;        // of BatchGetImage
constexpr std::size_t kMostRepositories = 100;  // of DescribeRepositories

const std::vector<JsonValue>& Items(const JsonValue& object, std::string_view name) {
  static const std::vector<JsonValue> kNone;
  const JsonValue* member = object.Find(name);
  return member == nullptr ? kNone : member->items;
}

bool Names(const JsonValue* image_id, const RegistryImage& image) {
  return image_id != nullptr &&
         image_id->StringAt(image.is_pinned() ? "imageDigest" : "imageTag") == image.reference;
}

// What an answer of BatchGetImage says of one image.
Result<std::optional<HeldManifest>> ReadAnswer(const JsonValue& answer,
                                               const RegistryImage& image) {
  for (const JsonValue& found : Items(answer, "images")) {
    const JsonValue* id = found.Find("imageId");
    if (!Names(id, image)) continue;
    return std::optional(HeldManifest{.digest = id->StringAt("imageDigest"),
                                      .text = found.StringAt("imageManifest")});
  }
  std::string why = "the answer does not say";
  for (const JsonValue& failure : Items(answer, "failures")) {
    if (!Names(failure.Find("imageId"), image)) continue;
    const std::string code = failure.StringAt("failureCode");
    if (code == "ImageNotFound") return std::optional<HeldManifest>();
    why = fmt::format("{}: {}", DisplayText(code), DisplayText(failure.StringAt("failureReason")));
  }
  return Error{.message = fmt::format("ECR BatchGetImage for {} does not tell whether {} is there",
                                      DisplayText(image.repository), DisplayText(image.reference)),
               .causes = {std::move(why)},
               .remedy = {}};
}

}  // namespace

std::optional<EcrRepository> EcrRepositoryOf(const RegistryImage& image) {
  return ReadEcrRepository(image.registry + "/" + image.repository);
}

std::vector<Result<std::optional<HeldManifest>>> EcrRegistry::Manifests(
    const std::vector<RegistryImage>& images, bool /*with_text*/) {
  std::map<EcrRepository, std::vector<std::vector<std::size_t>>> batches;  // of indexes
  for (std::size_t i = 0; i < images.size(); ++i) {
    auto& of_repository = batches[*EcrRepositoryOf(images[i])];
    if (of_repository.empty() || of_repository.back().size() == kMostImages) {
      of_repository.emplace_back();
    }
    of_repository.back().push_back(i);
  }
  std::vector<AwsCall> calls;
  std::vector<const std::vector<std::size_t>*> asked;
  for (const auto& [repository, of_repository] : batches) {
    for (const std::vector<std::size_t>& batch : of_repository) {
      AwsCall call{
          .operation = "BatchGetImage", .region = repository.region, .about = {repository.name}};
      JsonWriter writer(call.body);
      writer.BeginObject(JsonLayout::kCompact);
      writer.Key("registryId").String(repository.registry);
      writer.Key("repositoryName").String(repository.name).Key("imageIds").BeginArray();
      for (const std::size_t i : batch) {
        writer.BeginObject().Key(images[i].is_pinned() ? "imageDigest" : "imageTag");
        writer.String(images[i].reference).EndObject();
      }
      writer.EndArray().Key("acceptedMediaTypes").BeginArray();
      for (const std::string_view type : kManifestTypes) writer.String(type);
      writer.EndArray().EndObject();
      calls.push_back(std::move(call));
      asked.push_back(&batch);
    }
  }
  const std::vector<AwsAnswer> answers = api_.Call(kEcr, calls);
  std::vector<Result<std::optional<HeldManifest>>> found(images.size(),
                                                         std::optional<HeldManifest>());
  for (std::size_t k = 0; k < answers.size(); ++k) {
    for (const std::size_t i : *asked[k]) {
      if (answers[k].value) {
        found[i] = ReadAnswer(*answers[k].value, images[i]);
      } else if (answers[k].code != "RepositoryNotFoundException") {
        found[i] = answers[k].value.error();
      }
    }
  }
  return found;
}

std::vector<std::optional<std::string>> EcrRegistry::Blobs(const std::vector<BlobName>& names) {
  std::vector<AwsCall> calls;
  for (const BlobName& name : names) {
    const EcrRepository repository = *EcrRepositoryOf(name.image);
    AwsCall call{.operation = "GetDownloadUrlForLayer",
                 .region = repository.region,
                 .about = {repository.name}};
    JsonWriter writer(call.body);
    writer.BeginObject(JsonLayout::kCompact).Key("registryId").String(repository.registry);
    writer.Key("repositoryName").String(repository.name);
    writer.Key("layerDigest").String(name.digest).EndObject();
    calls.push_back(std::move(call));
  }
  const std::vector<AwsAnswer> answers = api_.Call(kEcr, calls);
  std::vector<HttpRequest> requests;
  std::vector<std::size_t> sent;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i].value) continue;
    std::string url = answers[i].value->StringAt("downloadUrl");
    if (!url.starts_with("https://")) continue;
    requests.push_back({.url = std::move(url)});
    sent.push_back(i);
  }
  std::vector<std::optional<std::string>> blobs(names.size());
  if (requests.empty()) return blobs;
  std::vector<Result<HttpResponse>> responses = http_.Send(requests, {.deadline = deadline_});
  for (std::size_t k = 0; k < sent.size(); ++k) {
    const std::size_t i = sent[k];
    if (responses[k] && responses[k]->status == 200 &&
        Sha256Digest(responses[k]->body) == names[i].digest) {
      blobs[i] = std::move(responses[k]->body);
    }
  }
  return blobs;
}

std::vector<std::optional<bool>> EcrRegistry::AreImmutable(
    const std::vector<RegistryImage>& images) {
  std::map<EcrRepository, std::optional<bool>> told;
  for (const RegistryImage& image : images) told.emplace(*EcrRepositoryOf(image), std::nullopt);
  std::vector<AwsCall> calls;
  std::vector<std::vector<EcrRepository>> asked;
  for (const auto& [repository, nothing] : told) {
    const bool goes_on = !asked.empty() && asked.back().size() < kMostRepositories &&
                         asked.back().front().registry == repository.registry &&
                         asked.back().front().region == repository.region;
    if (!goes_on) asked.emplace_back();
    asked.back().push_back(repository);
  }
  for (const std::vector<EcrRepository>& batch : asked) {
    AwsCall call{.operation = "DescribeRepositories",
                 .region = batch.front().region,
                 .about = {batch.front().name}};
    JsonWriter writer(call.body);
    writer.BeginObject(JsonLayout::kCompact).Key("registryId").String(batch.front().registry);
    writer.Key("repositoryNames").BeginArray();
    for (const EcrRepository& repository : batch) writer.String(repository.name);
    writer.EndArray().EndObject();
    calls.push_back(std::move(call));
  }
  const std::vector<AwsAnswer> answers = api_.Call(kEcr, calls);
  for (std::size_t k = 0; k < answers.size(); ++k) {
    if (!answers[k].value) continue;
    for (const JsonValue& found : Items(*answers[k].value, "repositories")) {
      EcrRepository repository = asked[k].front();
      repository.name = found.StringAt("repositoryName");
      const std::string mutability = found.StringAt("imageTagMutability");
      // With exclusions it depends on the tag.
      const bool is_told = mutability == "IMMUTABLE" || mutability == "MUTABLE";
      if (is_told) told[repository] = mutability == "IMMUTABLE";
    }
  }
  std::vector<std::optional<bool>> immutable;
  for (const RegistryImage& image : images) immutable.push_back(told.at(*EcrRepositoryOf(image)));
  return immutable;
}

}  // namespace deltaplan::planner
