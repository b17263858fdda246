#include "planner/registry/find_images.h"

#include <cstddef>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "planner/live/registry_kind.h"
#include "planner/registry/ecr_registry.h"
#include "planner/registry/ecr_session.h"
#include "planner/registry/oci_registry.h"
#include "planner/registry/read_images.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// Images of one kind of registry, and where they stand in the request.
struct Group {
  std::vector<RegistryImage> images;
  std::vector<std::size_t> places;
  bool counts_pulls = false;
};

class ImageSearch {
 public:
  ImageSearch(const ImageRequest& request, const Config& config,
              const EnvironmentEntry& environment, const Ports& ports)
      : request_(request),
        config_(config),
        environment_(environment),
        ports_(ports),
        deadline_(std::chrono::steady_clock::now() + request.timeout),
        readings_(request.images.size()) {}

  std::vector<ImageFacts> Find() {
    Sort();
    if (!ecr_.images.empty()) AskEcr();
    if (!encrypted_.images.empty()) AskByHttp(encrypted_, RegistryScheme::kHttps);
    if (!hub_.images.empty()) AskByHttp(hub_, RegistryScheme::kHttps);
    if (!plain_.images.empty()) AskByHttp(plain_, RegistryScheme::kHttp);
    std::vector<ImageFacts> facts;
    for (std::size_t i = 0; i < readings_.size(); ++i) {
      facts.push_back(
          ImageFactsOf(request_.images[i], std::move(readings_[i]), request_.platforms));
    }
    return facts;
  }

 private:
  // Which registry each image is to be asked for.
  void Sort() {
    for (std::size_t i = 0; i < readings_.size(); ++i) {
      const WantedImage& wanted = request_.images[i];
      std::optional<RegistryImage> image = ReadRegistryImage(wanted.reference);
      if (wanted.reference.empty()) {
        Unknown(i, "nothing says in which registry it is",
                "Add \"repository\" to the environment.");
      } else if (!image) {
        Unknown(i,
                fmt::format("{} is no reference of an image that a registry can have",
                            DisplayPath(wanted.reference)),
                "Check \"repository\" of the environment, and the tag.");
      } else {
        Put(i, *std::move(image));
      }
    }
  }

  void Put(std::size_t place, RegistryImage image) {
    const RegistryKind kind =
        RegistryKindOf(environment_.deploy, image.registry + "/" + image.repository);
    if (kind == RegistryKind::kNever) {
      Unknown(place, "the configuration says that its registry is never asked", "");
    } else if (kind == RegistryKind::kEcrApi && !EcrRepositoryOf(image)) {
      Unknown(place, fmt::format("{} is no registry of ECR", DisplayText(image.registry)),
              "Check \"registry\" and \"repository\" of the environment.");
    } else {
      Group& group = kind == RegistryKind::kEcrApi  ? ecr_
                     : kind == RegistryKind::kHttp  ? plain_
                     : image.registry == kDockerHub ? hub_
                                                    : encrypted_;
      group.images.push_back(std::move(image));
      group.places.push_back(place);
    }
  }

  void AskEcr() {
    const EcrSession session(config_, environment_, ports_, deadline_);
    const Result<AwsApi> api = session.Open(EcrRepositoryOf(ecr_.images.front())->region);
    if (!api) return UnknownGroup(ecr_, api.error());
    Result<HttpClient*> http = ports_.http();
    if (!http) return UnknownGroup(ecr_, http.error());
    EcrRegistry registry(*api, **http, deadline_);
    Read(registry, ecr_);
  }

  void AskByHttp(const Group& group, RegistryScheme scheme) {
    Result<DockerLogins> logins = DockerLogins::Read(ports_);
    if (!logins) return UnknownGroup(group, logins.error());
    Result<HttpClient*> http = ports_.http();
    if (!http) return UnknownGroup(group, http.error());
    OciRegistry registry(**http, *std::move(logins), scheme, deadline_);
    Read(registry, group);
  }

  void Read(ImageRegistry& registry, const Group& group) {
    const bool is_too_much = group.counts_pulls && request_.detail == ImageDetail::kFitness;
    std::vector<ImageReading> readings =
        ReadImages(registry, group.images, is_too_much ? ImageDetail::kPresence : request_.detail,
                   request_.platforms);
    for (std::size_t k = 0; k < readings.size(); ++k) {
      readings_[group.places[k]] = std::move(readings[k]);
    }
  }

  void Unknown(std::size_t place, std::string why, std::string remedy) {
    readings_[place].why = std::move(why);
    readings_[place].remedy = std::move(remedy);
  }

  void UnknownGroup(const Group& group, const Error& error) {
    std::string why = error.message;
    if (!error.causes.empty()) why += ": " + error.causes.front();
    for (const std::size_t place : group.places) Unknown(place, why, error.remedy);
  }

  const ImageRequest& request_;
  const Config& config_;
  const EnvironmentEntry& environment_;
  const Ports& ports_;
  const std::chrono::steady_clock::time_point deadline_;
  std::vector<ImageReading> readings_;
  Group ecr_;
  Group encrypted_;
  Group hub_{.images = {}, .places = {}, .counts_pulls = true};
  Group plain_;
};

}  // namespace

std::vector<ImageFacts> FindImages(const ImageRequest& request, const Config& config,
                                   const EnvironmentEntry& environment, const Ports& ports) {
  return ImageSearch(request, config, environment, ports).Find();
}

}  // namespace deltaplan::planner
