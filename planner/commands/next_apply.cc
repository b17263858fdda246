#include "planner/commands/next_apply.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "planner/commands/common.h"
#include "planner/config/config_file.h"
#include "planner/report/bake_document.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// Where relative paths would mean others: below `directory` of the same work tree, where another
// configuration may be the nearest.
Options Moved(Options options, const std::string& top, const std::string& directory, Files& files) {
  const auto whole = [&](const std::string& path) {
    return IsReadOnce(path) ? path : files.Canonical(path).value_or(path);
  };
  if (options.config) {
    options.config = whole(*options.config);
  } else if (auto found = FindConfigBelow(top, kHere, files);
             found != FindConfigBelow(top, directory, files)) {
    options.config = std::move(found);
  }
  if (options.live.file) options.live.file = whole(*options.live.file);
  for (std::string& state : options.state.given) {
    const std::size_t begin = state.find('=') + 1;  // 0 without a root before it
    state.replace(begin, std::string::npos, whole(state.substr(begin)));
  }
  options.shell_directory = kHere;
  return options;
}

// What `release build` asks for.
BuildNeeds NeedsOf(const std::vector<PlannedImage>& images, const std::vector<BakeTarget>& targets,
                   const std::optional<std::string>& environment) {
  const auto has_context = [](const BakeTarget& target) { return target.context.has_value(); };
  const auto has_place = [](const PlannedImage& image) { return image.repository.has_value(); };
  const bool has_registry = std::ranges::all_of(images, has_place);
  return {.builds = !images.empty(),
          .by_release = environment && std::ranges::all_of(targets, has_context) && has_registry,
          .has_registry = has_registry};
}

std::string NextBuild(const WrittenPlace& place, const BuildNeeds& build, const Options& options,
                      Files& files) {
  if (!build.builds) return {};
  const auto command = SameQuestion(PlaceOf(options, place.environment),
                                    {"release", "build", "--plan", place.directory});
  if (build.by_release && command) {
    return NextLines(*command, "builds and pushes the images that their registry lacks.");
  }
  const std::string directory = files.Canonical(place.directory).value_or(place.directory);
  return "Next: build and push the images of " + DisplayPath(directory + "/docker-bake.json") +
         ".\n" +
         (build.has_registry
              ? ""
              : "  They name no registry: \"repository\" of the environment says it\n"
                "  (docs/configuration.md#repository).\n");
}

// "" where there is no work tree, or what the commands need can't be said again.
std::string NextApplyAt(const WrittenPlace& place, const ApplyNeeds& needs, Options options,
                        const std::string& begin, Files& files) {
  const auto directory = files.Canonical(place.directory);
  if (!directory || !place.top) return {};
  // Where our commands are run: of one root in its directory, of several at the top.
  const std::string root = needs.roots.size() == 1 ? "/" + needs.roots.front().root.dir : "";
  options = Moved(std::move(options), *place.top, *place.top + root, files);
  options.live.tags.clear();  // the plan has them
  // Without it `tags set` says that it was not asked again, and goes on.
  if (options.live.file && IsReadOnce(*options.live.file)) options.live.file.reset();
  options.environment = place.environment;
  const auto set_tags = SameQuestion(options, {"tags", "set", "--from", *directory});
  const auto of_plan = [&](std::vector<std::string> command) {
    command.insert(command.end(), {"--plan", *directory});
    return SameQuestion(PlaceOf(options, std::nullopt), command);
  };
  const auto verify = of_plan({"verify"});
  const auto release_begin = of_plan({"release", "begin"});
  const auto release_wait = of_plan({"release", "wait"});
  if (!set_tags || !verify || !release_begin || !release_wait) return {};
  return NextApply(needs,
                   {.top = *place.top,
                    .plan = *directory,
                    .verify = *verify,
                    .set_tags = *set_tags,
                    .begin = *release_begin,
                    .wait = *release_wait},
                   begin);
}

}  // namespace

BuildNeeds BuildNeedsOf(const Plan& plan) {
  return NeedsOf(plan.images, plan.bake_targets, plan.environment);
}

BuildNeeds BuildNeedsOf(const PlanDocument& plan, const std::string& directory, Files& files) {
  const Result<std::string> text = files.Read(directory + "/docker-bake.json");
  const Result<std::vector<BakeTarget>> targets =
      text ? ReadBakeTargets(*text) : Result<std::vector<BakeTarget>>(text.error());
  if (!targets) return {.builds = !plan.images.empty()};
  return NeedsOf(plan.images, *targets, plan.environment);
}

std::string NextStepsOf(const WrittenPlace& place, const BuildNeeds& build, const ApplyNeeds& apply,
                        const Options& options, const Ports& ports) {
  const std::string first = NextBuild(place, build, options, ports.files);
  return NextStep(
      options, ports.terminal,
      first + NextApplyAt(place, apply, options, first.empty() ? "Next" : "Then", ports.files));
}

}  // namespace deltaplan::planner
