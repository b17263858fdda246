// deltaplan images: which images of a plan, of tags, of a rollback registries have.
#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/image_check.h"
#include "planner/commands/left_builds.h"
#include "planner/commands/next_apply.h"
#include "planner/commands/plan_input.h"
#include "planner/commands/tag_answer.h"
#include "planner/commands/tag_arguments.h"
#include "planner/commands/tags.h"
#include "planner/commands/terminal_text.h"
#include "planner/config/deploy_reader.h"
#include "planner/decide/bake_targets.h"
#include "planner/model/service_environment.h"
#include "planner/report/images_report.h"
#include "planner/tags/present_tags.h"
#include "planner/tags/rollback.h"
#include "planner/tags/tag_context.h"
#include "planner/tags/timeline.h"
#include "planner/text/quote.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {
namespace {

// The images that `built` is FROM, directly and not, at the plan's tag. Where they are unchanged
// the plan does not build them, and they are there only when somebody has built them of this
// commit.
void AddBases(const PlanDocument& plan, const Config& config, const EnvironmentEntry& environment,
              std::vector<WantedImage>& images) {
  if (tfvars::FindPlaceholder(config.tag, "service")) return;  // each has a tag of its own
  std::set<std::string> known;
  for (const PlannedImage& built : plan.images) known.insert(built.name);
  std::vector<std::string> todo(known.begin(), known.end());
  while (!todo.empty()) {
    const auto entry = std::ranges::find(config.images, todo.back(), &ImageEntry::name);
    todo.pop_back();
    if (entry == config.images.end()) continue;
    for (const NameReference& base : entry->from) {
      if (!known.insert(base.name).second) continue;
      todo.push_back(base.name);
      const std::optional<std::string> repository = RepositoryOf(&environment, base.name, {});
      images.push_back({.name = base.name,
                        .tag = plan.head_tag,
                        .reference = repository ? *repository + ":" + plan.head_tag : std::string(),
                        .services = {},
                        .is_rolled = false,
                        .commits = {plan.head_commit}});
    }
  }
}

// The images of a plan: of all services, and those that it builds for others to build upon.
Result<std::vector<WantedImage>> ImagesOfPlan(const PlanDocument& plan, const Config& config,
                                              const EnvironmentEntry& environment) {
  std::vector<TaggedService> services;
  for (const tfvars::IntendedService& service : plan.intent.services) {
    if (!service.tag) continue;
    services.push_back({service.name, service.image, *service.tag, service.deploys});
  }
  Result<std::vector<WantedImage>> images = ImagesOf(services, config, environment);
  if (!images) return images;
  for (const PlannedImage& built : plan.images) {
    const auto is_it = [&](const WantedImage& image) {
      return image.name == built.name && image.tag == built.tag;
    };
    auto known = std::ranges::find_if(*images, is_it);
    if (known == images->end()) {
      images->push_back({.name = built.name, .tag = built.tag, .reference = {}, .services = {}});
      known = std::prev(images->end());
    }
    // Where it was pushed to is what the plan says, whatever the configuration says now.
    if (built.repository) known->reference = *built.repository + ":" + built.tag;
    if (built.tag == plan.head_tag) known->commits = {plan.head_commit};
  }
  AddBases(plan, config, environment, *images);
  std::ranges::sort(*images, {},
                    [](const WantedImage& image) { return std::pair(image.name, image.tag); });
  return images;
}

// What goes on when the images are there, or brings those that are not. `to_apply` are the steps
// that come after those of a plan.
std::string NextAfterImages(const ImagesReport& report, bool has_tag_map,
                            const std::string& to_apply, const Options& options,
                            const Terminal& terminal) {
  if (report.unknown > 0) return {};  // its remedy comes first
  if (options.of_plan) {
    if (report.missing == 0) return to_apply;
    return NextStep(
        options, terminal,
        TerminalText(
            "Next: build and push what is missing; docs/images.md shows how a script does it.\n",
            terminal));
  }
  if (report.missing > 0) return {};
  std::vector<std::string> words{"tags"};
  if (options.of_rollback) {
    words.emplace_back("rollback");
    if (options.to) words.insert(words.end(), {"--to", *options.to});
    if (options.steps != Options().steps) {
      words.insert(words.end(), {"--steps", std::to_string(options.steps)});
    }
  } else if (!options.image_tags.empty() && has_tag_map) {
    words.emplace_back("set");
  } else {
    return NextCommand(options, terminal, {"plan"}, "says which services deploy.");
  }
  words.insert(words.end(), options.image_tags.begin(), options.image_tags.end());
  words.emplace_back("--dry-run");
  return NextCommand(options, terminal, words, "shows what it would change in the tag map.");
}

Result<Answer> AnswerAbout(std::vector<WantedImage> images, const Config& config,
                           const EnvironmentEntry& environment, const Options& options,
                           const Ports& ports, const std::string& to_apply = "") {
  ImageRequest request = ImageRequestOf(environment, options);
  request.images = std::move(images);
  ImagesReport report{
      .environment = environment.name, .platforms = request.platforms, .images = {}};
  report.images = FindImages(request, config, environment, ports);
  report.asked = report.images.size();
  for (const ImageFacts& image : report.images) {
    if (image.is_missing()) ++report.missing;
    if (image.is_unknown()) ++report.unknown;
  }
  if (options.missing) {
    std::erase_if(report.images, [](const ImageFacts& image) {
      return !image.is_missing() && !image.is_unknown();
    });
  }
  Answer answer;
  answer.output = options.format == Format::kJson
                      ? ImagesJson(report)
                      : ImagesText(report, StyleFor(options, ports.terminal));
  answer.output += NextAfterImages(report, environment.image_tags.has_value(), to_apply, options,
                                   ports.terminal);
  // What can't be told is never taken for "there".
  if (report.unknown > 0) {
    answer.exit_code = ExitCode::kError;
  } else if (options.missing && report.missing > 0) {
    answer.exit_code = ExitCode::kRefused;
  }
  return answer;
}

Result<std::unique_ptr<Project>> OpenWithEnvironment(const ProjectRequest& request,
                                                     const Ports& ports) {
  Result<std::unique_ptr<Project>> project = Project::Open(request, ports);
  if (!project || (*project)->environment() != nullptr) return project;
  return Error{.message = "there is no environment, so nothing says where images are",
               .causes = {},
               .remedy = "Add an environment with a \"repository\" to the configuration."};
}

// Of tags that the command line names. That needs no tag map.
Result<Answer> ImagesOfGivenTags(const Options& options, const Ports& ports) {
  const Result<tfvars::TagMap> given = ParseAssignments(options.image_tags);
  if (!given) return given.error();
  const Result<std::unique_ptr<Project>> project =
      OpenWithEnvironment(ProjectRequestOf(options), ports);
  if (!project) return project.error();
  const Result<Platform> platform = (*project)->Expand((*project)->head().tree);
  if (!platform) return platform.error();
  std::set<std::string> names;
  for (const auto& [service, tag] : *given) names.insert(service);
  if (Status known = CheckServiceNames(*platform, names, "images"); !known) {
    return std::move(known).error();
  }
  const Config& config = (*project)->config();
  const EnvironmentEntry& environment = *(*project)->environment();
  Result<std::vector<WantedImage>> images =
      ImagesOf(TaggedServices(*platform, *given), config, environment);
  if (!images) return std::move(images).error();
  return AnswerAbout(*std::move(images), config, environment, options, ports);
}

Result<Answer> ImagesOfPlanAt(const std::string& place, const Options& options,
                              const Ports& ports) {
  const Result<PlanInput> input = ReadPlanInput(place, ports.files);
  if (!input) return input.error();
  if (options.builds && input->directory.empty()) {
    return Error{.message = fmt::format("'{}' is no directory of a plan", DisplayText(place)),
                 .causes = {"what a plan builds stands beside it"},
                 .remedy = "Name the directory that `deltaplan plan --out` wrote."};
  }
  Result<PlanDocument> plan = ReadPlan(*input, ports.files);
  if (!plan) return std::move(plan).error();
  ProjectRequest request = ProjectRequestOf(options);
  request.heeds_variable = false;
  if (plan->environment && !request.environment) request.environment = plan->environment;
  if (request.environment != plan->environment) {
    return Error{.message = fmt::format("the plan is for environment '{}', not '{}'",
                                        DisplayText(plan->environment.value_or("")),
                                        DisplayText(*request.environment)),
                 .causes = {},
                 .remedy = "Leave out --env, or name the plan of that environment."};
  }
  const Result<std::unique_ptr<Project>> project = OpenWithEnvironment(request, ports);
  if (!project) return project.error();
  const Config& config = (*project)->config();
  const EnvironmentEntry& environment = *(*project)->environment();
  if (options.builds) {
    return AnswerWithBuilds(*plan, input->directory, config, environment, options, ports);
  }
  Result<std::vector<WantedImage>> images = ImagesOfPlan(*plan, config, environment);
  if (!images) return std::move(images).error();
  const std::string to_apply = NextStepsOf({.directory = input->directory,
                                            .environment = plan->environment,
                                            .top = (*project)->repository().facts().work_dir},
                                           {}, ApplyNeedsOf(*plan), options, ports);
  return AnswerAbout(*std::move(images), config, environment, options, ports, to_apply);
}

// The tags that are asked about: of the map, or of its past.
Result<std::variant<tfvars::TagMap, Refusal>> TagsAskedFor(const TagContext& tags,
                                                           const Options& options,
                                                           const Ports& ports) {
  using Asked = std::variant<tfvars::TagMap, Refusal>;
  const std::set<std::string> services(options.image_tags.begin(), options.image_tags.end());
  Result<PresentTags> present = ReadPresentTags(tags, ports, {.services = services});
  if (!present) return std::move(present).error();
  if (!options.of_rollback) return Asked(std::move(present->tags));
  if (Status known = CheckTagServices(tags, options.image_tags, "images"); !known) {
    return std::move(known).error();
  }
  Result<Timeline> timeline =
      ReadTagTimeline(tags, tags.environment(), present->tags, services, ports);
  if (!timeline) return std::move(timeline).error();
  Rollback rollback =
      RollBack(tags.project->config(), tags.platform, timeline->versions,
               {.services = options.image_tags, .to = options.to, .steps = options.steps});
  if (auto* nothing = std::get_if<refusals::NothingToRollBackTo>(&rollback)) {
    return Asked(Refusal(std::move(*nothing)));
  }
  return Asked(std::move(std::get<RolledBack>(rollback).changes));
}

}  // namespace

Result<Answer> RunImages(const Options& options, const Ports& ports) {
  for (const std::string& platform : options.platforms) {
    if (IsPlatform(platform)) continue;
    return Error{.message = fmt::format("--platform: '{}' is no platform", DisplayText(platform)),
                 .causes = {},
                 .remedy = "Write it as container tools do: linux/amd64, linux/arm64."};
  }
  if (options.of_plan) return ImagesOfPlanAt(*options.of_plan, options, ports);
  if (!options.image_tags.empty() && !options.of_rollback) return ImagesOfGivenTags(options, ports);
  const Result<TagContext> tags = OpenTagContext(ProjectRequestOf(options), ports);
  if (!tags) return tags.error();
  Result<std::variant<tfvars::TagMap, Refusal>> asked = TagsAskedFor(*tags, options, ports);
  if (!asked) return std::move(asked).error();
  if (const auto* refusal = std::get_if<Refusal>(&*asked)) return RefusedAnswer(*refusal);
  Result<std::vector<WantedImage>> images =
      ImagesOf(TaggedServices(tags->platform, std::get<tfvars::TagMap>(*asked)),
               tags->project->config(), tags->environment());
  if (!images) return std::move(images).error();
  return AnswerAbout(*std::move(images), tags->project->config(), tags->environment(), options,
                     ports);
}

}  // namespace deltaplan::planner
