#include "planner/decide/builds_left.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace deltaplan::planner {
namespace {

class Builds {
 public:
  Builds(const std::vector<BakeTarget>& targets, const std::set<std::string>& there,
         const BuildSettings& settings)
      : targets_(targets), there_(there), settings_(settings) {}

  std::vector<BuildCall> Left() {
    for (const BakeTarget& target : targets_) {
      if (target.is_built) Want(target);
    }
    std::vector<BuildCall> calls;
    for (const BakeTarget& target : targets_) {
      if (!wanted_.contains(target.name)) continue;
      calls.push_back({.name = target.name,
                       .reference = target.reference,
                       .wave = WaveOf(target),
                       .arguments = ArgumentsOf(target)});
    }
    std::ranges::stable_sort(calls, {}, &BuildCall::wave);
    return calls;
  }

 private:
  const BakeTarget& Named(const std::string& name) const {
    return *std::ranges::lower_bound(targets_, name, {}, &BakeTarget::name);
  }

  // What nothing is built FROM anew may be missing.
  void Want(const BakeTarget& target) {
    if (there_.contains(target.reference) || !wanted_.insert(target.name).second) return;
    for (const auto& [image, name] : target.from) Want(Named(name));
  }

  std::size_t WaveOf(const BakeTarget& target) const {
    std::size_t wave = 0;
    for (const auto& [image, name] : target.from) wave = std::max(wave, WaveOf(Named(name)) + 1);
    return wave;
  }

  std::vector<std::string> ArgumentsOf(const BakeTarget& target) const {
    std::vector<std::string> arguments{"--tag", target.reference};
    const auto add = [&](const char* flag, std::string value) {
      arguments.insert(arguments.end(), {flag, std::move(value)});
    };
    // No path begins with a dash.
    const std::string context = "./" + target.context.value_or(".");
    if (!settings_.platforms.empty()) {
      std::string all;
      for (const std::string& platform : settings_.platforms) {
        all += (all.empty() ? "" : ",") + platform;
      }
      add("--platform", std::move(all));
    }
    if (settings_.provenance) {
      arguments.push_back(*settings_.provenance ? "--provenance=true" : "--provenance=false");
    }
    if (target.dockerfile) add("--file", context + "/" + *target.dockerfile);
    if (target.stage) add("--target", *target.stage);
    for (const auto& [name, value] : target.args) add("--build-arg", name + "=" + value);
    for (const auto& [image, name] : target.from) {
      add("--build-context", image + "=docker-image://" + Named(name).reference);
    }
    arguments.push_back(context);
    return arguments;
  }

  const std::vector<BakeTarget>& targets_;
  const std::set<std::string>& there_;
  const BuildSettings& settings_;
  std::set<std::string> wanted_;
};

}  // namespace

std::vector<BuildCall> BuildsLeft(const std::vector<BakeTarget>& targets,
                                  const std::set<std::string>& there,
                                  const BuildSettings& settings) {
  return Builds(targets, there, settings).Left();
}

}  // namespace deltaplan::planner
