#include "planner/commands/left_builds.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "planner/commands/common.h"
#include "planner/commands/image_check.h"
#include "planner/decide/builds_left.h"
#include "planner/model/output_file.h"
#include "planner/report/bake_document.h"
#include "planner/report/images_report.h"
#include "planner/report/messages.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr const char* kBakeFile = "docker-bake.json";

Result<std::vector<BakeTarget>> ReadTargets(const std::string& directory, Files& files) {
  const std::string path = directory + "/" + kBakeFile;
  Result<std::string> text = files.Read(path);
  if (!text) return std::move(text).error().Within("cannot read what the plan builds");
  Result<std::vector<BakeTarget>> targets = ReadBakeTargets(*text);
  if (targets) return targets;
  return std::move(targets).error().Within(
      fmt::format("'{}' does not say what the plan builds", DisplayText(path)));
}

// What is built has to say how, and where it goes.
Status CheckComplete(const PlanDocument& plan, const std::vector<BakeTarget>& targets) {
  std::vector<std::string> names;
  for (const BakeTarget& target : targets) {
    if (!target.context) names.push_back(DisplayPath(target.name));
  }
  if (!names.empty()) {
    return Error{.message = fmt::format("the configuration does not say how to build {}",
                                        fmt::join(names, ", ")),
                 .causes = {},
                 .remedy =
                     "Add \"build\": {\"context\": \".\", \"dockerfile\": "
                     "\"services/{image}/Dockerfile\"}, or give the images one each."};
  }
  for (const PlannedImage& image : plan.images) {
    if (!image.repository) names.push_back(DisplayPath(image.name));
  }
  if (names.empty()) return Ok();
  return Error{.message = fmt::format("the configuration does not say where to push {}",
                                      fmt::join(names, ", ")),
               .causes = {},
               .remedy = "Add \"repository\": \"REGISTRY/{image}\" to the environment."};
}

std::vector<WantedImage> ImagesOf(const std::vector<BakeTarget>& targets,
                                  const PlanDocument& plan) {
  std::map<std::string, std::vector<std::string>> services;  // by reference
  for (const PlannedImage& image : plan.images) {
    services[image.repository.value_or("") + ":" + image.tag] = image.services;
  }
  std::vector<WantedImage> images;
  for (const BakeTarget& target : targets) {
    images.push_back({.name = target.name,
                      .tag = target.reference.substr(target.reference.rfind(':') + 1),
                      .reference = target.reference,
                      .services = services[target.reference],
                      .is_rolled = target.is_built,
                      .commits = {plan.head_commit}});
  }
  return images;
}

// `facts` are those that its registry tells; null: it is never asked.
ImageProgress StateOf(const BakeTarget& target, const ImageFacts* facts, bool is_left) {
  ImageProgress image{.name = target.name,
                      .reference = target.reference,
                      .state = is_left ? BuildState::kLeft : BuildState::kThere};
  if (facts == nullptr) return image;
  const ImageReading& found = facts->found;
  if (facts->is_unknown()) {
    image.state = BuildState::kUnknown;
    image.detail = found.why;
  } else if (facts->other_platform) {
    image.state = BuildState::kOtherPlatform;
    image.detail = fmt::format("it is for {}", fmt::join(found.platforms, ", "));
  } else if (facts->other_commit) {
    image.detail = fmt::format("its label says that it was built from {}", *found.revision);
  }
  return image;
}

// Files of an earlier run that are none of this one.
std::vector<std::string> Obsolete(const std::string& directory, const std::vector<OutputFile>& now,
                                  Files& files) {
  std::vector<std::string> obsolete;
  for (const std::string& wave : files.Directories(directory)) {
    const auto names = files.FileNames(directory + "/" + wave);
    for (const std::string& name : names.value_or(std::vector<std::string>())) {
      std::string file = wave + "/" + name;
      if (std::ranges::find(now, file, &OutputFile::name) == now.end()) {
        obsolete.push_back(std::move(file));
      }
    }
  }
  return obsolete;
}

Status WriteBuilds(const std::string& directory, const std::vector<BuildCall>& builds,
                   Files& files) {
  std::vector<OutputFile> written;
  for (const BuildCall& build : builds) {
    OutputFile& file = written.emplace_back();
    file.name = fmt::format("{:02}/{}", build.wave, build.name);  // in order for a shell, too
    for (const std::string& argument : build.arguments) {
      file.content += argument;
      file.content += '\0';
    }
  }
  Status status = files.WriteAll(directory, written, Obsolete(directory, written, files));
  if (status) return status;
  return std::move(status).error().Within("cannot write the builds that are left");
}

}  // namespace

Result<LeftBuilds> FindLeftBuilds(const PlanDocument& plan, const std::string& directory,
                                  const Config& config, const EnvironmentEntry& environment,
                                  const Options& options, const Ports& ports) {
  const Result<std::vector<BakeTarget>> targets = ReadTargets(directory, ports.files);
  if (!targets) return targets.error();
  if (Status complete = CheckComplete(plan, *targets); !complete) {
    return std::move(complete).error();
  }
  ImageRequest request = ImageRequestOf(environment, options);
  request.images = ImagesOf(*targets, plan);
  const BuildSettings settings{.platforms = request.platforms,
                               .provenance = environment.deploy.provenance};
  LeftBuilds left;
  Answer& answer = left.answer;
  std::map<std::string, ImageFacts> found;  // by reference
  if (environment.deploy.registry == RegistryKind::kNever) {
    answer.messages = NoteLines(notes::RegistryNeverAsked{});
  } else {
    for (ImageFacts& image : FindImages(request, config, environment, ports)) {
      found.emplace(image.wanted.reference, std::move(image));
    }
  }
  std::set<std::string> there;
  for (const auto& [reference, image] : found) {
    if (!image.is_missing() && !image.is_unknown()) there.insert(reference);
  }
  left.builds = BuildsLeft(*targets, there, settings);
  ImagesReport report{
      .environment = environment.name, .platforms = request.platforms, .images = {}};
  refusals::ImagesOfOtherPlatform refused{.platforms = request.platforms, .images = {}};
  for (const BakeTarget& target : *targets) {
    const auto image = found.find(target.reference);
    const bool is_left =
        std::ranges::find(left.builds, target.name, &BuildCall::name) != left.builds.end();
    if (!is_left && !target.is_built) continue;
    left.images.push_back(
        StateOf(target, image == found.end() ? nullptr : &image->second, is_left));
    if (image == found.end()) continue;
    if (image->second.is_missing()) ++report.missing;
    if (image->second.is_unknown()) ++report.unknown;
    if (image->second.other_platform) refused.images.push_back(image->second);
    report.images.push_back(std::move(image->second));
  }
  report.asked = report.images.size();
  answer.output = options.format == Format::kJson
                      ? ImagesJson(report)
                      : ImagesText(report, StyleFor(options, ports.terminal));
  if (report.unknown > 0) {
    answer.exit_code = ExitCode::kError;
    answer.messages += ErrorText(
        {.message = "the registry can't be asked for all images, and is never taken for empty",
         .causes = {},
         .remedy = "Where nobody can ask it: \"registry\": \"never\" in \"deploy\" of the "
                   "environment."});
  } else if (!refused.images.empty()) {
    answer.exit_code = ExitCode::kRefused;
    answer.messages += RefusalLines({std::move(refused)});
  }
  return left;
}

Result<Answer> AnswerWithBuilds(const PlanDocument& plan, const std::string& directory,
                                const Config& config, const EnvironmentEntry& environment,
                                const Options& options, const Ports& ports) {
  Result<LeftBuilds> left = FindLeftBuilds(plan, directory, config, environment, options, ports);
  if (!left) return std::move(left).error();
  if (left->answer.exit_code == ExitCode::kDone) {
    if (Status written = WriteBuilds(*options.builds, left->builds, ports.files); !written) {
      return std::move(written).error();
    }
  }
  return std::move(left->answer);
}

}  // namespace deltaplan::planner
