#include "planner/cli_release.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <optional>
#include <string>

namespace deltaplan::planner {
namespace {

void AddSeconds(CLI::App& app, const std::string& name, std::optional<std::chrono::seconds>& value,
                const std::string& description) {
  app.add_option_function<unsigned>(
         name, [&value](unsigned seconds) { value = std::chrono::seconds(seconds); }, description)
      ->type_name("SECONDS")
      ->check(CLI::Range(0U, 86'400U));
}

}  // namespace

void AddTimeout(CLI::App& app, Options& options) {
  app.add_option_function<unsigned>(
         "--timeout",
         [&options](unsigned seconds) { options.timeout = std::chrono::seconds(seconds); },
         "How long each live source or registry may take (default: 60)")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, 3600U));
}

void AddLiveFile(CLI::App& app, Options& options) {
  app.add_option("--live-file", options.live.file,
                 "Live tags as a JSON object service -> tag or a tag map file; - is standard input")
      ->type_name("FILE");
  AddTimeout(app, options);
}

void AddState(CLI::App& app, Options& options) {
  app.add_option("--state", options.state,
                 "The Terraform state (what terraform show -json prints, or a state file); - is "
                 "standard input")
      ->type_name("FILE");
}

void AddImagesOptions(CLI::App& app, Options& options) {
  CLI::Option* tags =
      app.add_option("tags", options.image_tags,
                     "The image of these services with these tags (default: those of the tag map)")
          ->type_name("SERVICE=TAG");
  CLI::Option* plan =
      app.add_option("--plan", options.of_plan,
                     "The images of a plan: its plan.json, or the directory that --out wrote")
          ->type_name("FILE")
          ->excludes(tags);
  CLI::Option* rollback =
      app.add_flag("--rollback", options.of_rollback,
                   "Those that `tags rollback` would go back to; of services that are named, or of "
                   "the map")
          ->excludes(plan);
  app.add_option("--to", options.to, "With --rollback: to this tag")
      ->type_name("TAG")
      ->needs(rollback);
  app.add_option("--steps", options.steps, "With --rollback: how many changes back (default: 1)")
      ->type_name("N")
      ->check(CLI::Range(1U, 1000U))
      ->needs(rollback);
  app.add_flag("--missing", options.missing,
               "Only those that are not there; exit with 3 when there is one");
  app.add_option("--platform", options.platforms,
                 "They have to run on this, such as linux/arm64; repeatable")
      ->type_name("PLATFORM")
      ->allow_extra_args(false);
}

void AddReleaseOptions(CLI::App& app, Options& options,
                       const std::function<void(CLI::App& subcommand)>& add_input) {
  app.require_subcommand(1);
  const auto add = [&](ReleaseAction action, const char* name, const char* description) {
    CLI::App* sub = app.add_subcommand(name, description);
    sub->callback([&options, action] { options.release_action = action; });
    add_input(*sub);
    sub->add_option(
           "--plan", options.of_plan,
           "The directory that plan --out wrote; how far the release has come is kept there")
        ->type_name("DIR")
        ->required();
    return sub;
  };
  const auto add_waiting = [&](CLI::App* sub) {
    AddSeconds(*sub, "--steady-timeout", options.steady_timeout,
               "How long rollouts may take (default: the configuration's)");
    AddSeconds(*sub, "--health-timeout", options.health_timeout,
               "How long services may take to be well (default: the configuration's)");
  };
  AddAllowMissingImages(
      *add(ReleaseAction::kBegin, "begin",
           "Writes down that the apply begins, so that resume knows that it has not ended; refuses "
           "when an image that it rolls is not in its registry"),
      options);
  add_waiting(
      add(ReleaseAction::kWait, "wait", "Waits until what runs is what was planned, and well"));
  add_waiting(add(ReleaseAction::kRestart, "restart",
                  "Restarts, in order, what follows the services of the plan: the one thing that "
                  "deltaplan changes in a cloud"));
  add_waiting(add(ReleaseAction::kResume, "resume",
                  "Does what an interrupted release has left, unless somebody released meanwhile"));
}

void AddAllowMissingImages(CLI::App& app, Options& options) {
  app.add_flag("--allow-missing-images", options.allow_missing_images,
               "Go on although the registry may not have the images; it is not asked");
}

}  // namespace deltaplan::planner
