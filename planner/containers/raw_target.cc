#include "planner/containers/raw_target.h"

#include <algorithm>
#include <array>
#include <utility>

#include "planner/containers/path_match.h"

namespace deltaplan::planner {
namespace {

constexpr std::string_view kTargetPrefix = "target:";
constexpr std::string_view kServicePrefix = "service:";
constexpr std::string_view kImagePrefix = "docker-image://";

template <typename T>
void Take(const std::optional<T>& from, std::optional<T>& onto) {
  if (from) onto = from;
}

// A directory as bake and compose files write it; nullopt: it is none of this repository.
std::optional<std::string> LocalPath(std::string_view text) {
  if (text.starts_with("cwd://")) text.remove_prefix(std::string_view("cwd://").size());
  if (text.find("://") != std::string_view::npos || text.starts_with("git@")) return std::nullopt;
  const std::string cleaned = CleanedPath(text);
  if (cleaned == "." || cleaned.empty()) return "";
  if (cleaned.starts_with('/') || cleaned == ".." || cleaned.starts_with("../"))
    return std::nullopt;
  return cleaned;
}

NamedContext ContextOf(const KnownText& text) {
  if (!text) return {.kind = NamedContext::Kind::kUnknown};
  if (text->starts_with(kImagePrefix)) {
    return {.kind = NamedContext::Kind::kImage, .value = text->substr(kImagePrefix.size())};
  }
  for (const std::string_view prefix : {kTargetPrefix, kServicePrefix}) {
    if (text->starts_with(prefix)) {
      return {.kind = NamedContext::Kind::kTarget, .value = text->substr(prefix.size())};
    }
  }
  const auto path = LocalPath(*text);
  if (!path) return {.kind = NamedContext::Kind::kElsewhere};
  return {.kind = NamedContext::Kind::kDirectory, .value = *path};
}

// What a field says; where nobody knows it, what it is without the field.
std::string Decided(const std::optional<KnownText>& field, std::string_view name,
                    std::string_view fallback, ContainerBuild& build) {
  if (field && !*field) build.undecided.emplace(name);
  return field && *field ? **field : std::string(fallback);
}

void PlaceDockerfile(const RawTarget& target, ContainerBuild& build) {
  std::string written = Decided(target.dockerfile, "dockerfile", "", build);
  const bool is_unknown = build.undecided.contains("dockerfile");
  if (target.dockerfile_text) {
    build.dockerfile_text = Decided(target.dockerfile_text, "dockerfile-inline", "", build);
    if (build.dockerfile_text->empty()) build.dockerfile_text.reset();
  }
  // It lies in the context, wherever that is.
  if (is_unknown || build.context_is_elsewhere || build.undecided.contains("context")) return;
  if (written.empty()) written = "Dockerfile";
  const bool is_absolute = written.starts_with('/');
  const std::string relative =
      build.context.empty() || is_absolute ? written : build.context + "/" + written;
  const auto file = LocalPath(is_absolute ? std::string_view("..") : std::string_view(relative));
  if (!file && !build.dockerfile_text) build.undecided.insert("dockerfile");
  build.dockerfile = file.value_or("");
}

ContainerBuild Finished(const RawTarget& target) {
  ContainerBuild build{.name = target.name, .said_in = target.file};
  build.undecided = target.undecided;
  const auto path = LocalPath(Decided(target.context, "context", ".", build));
  build.context_is_elsewhere = !path;
  build.context = path.value_or("");
  PlaceDockerfile(target, build);
  const std::string stage = Decided(target.target, "target", "", build);
  if (!stage.empty()) build.target = stage;
  for (const auto& [name, value] : target.args) {
    if (value) {
      build.args[name] = *value;
    } else {
      build.unknown_args.insert(name);
    }
  }
  for (const auto& [name, value] : target.contexts) {
    // An empty one takes back what was inherited.
    if (value && value->empty()) continue;
    build.contexts[ContextName(name)] = ContextOf(value);
  }
  build.tags = target.tags;
  build.from_environment = target.from_environment;
  return build;
}

// Targets with what they inherit, each made once.
class Inheritance {
 public:
  explicit Inheritance(const RawTargets& targets) : targets_(targets) {}

  // Parents are made before what inherits from them; a stack of its own, for chains may be long.
  const RawTarget& Of(const std::string& name) {
    std::vector<std::string> open{name};
    while (!open.empty()) {
      const std::string at = open.back();
      TargetVisit& visit = visits_[at];
      if (visit.whole) {
        open.pop_back();
        continue;
      }
      visit.is_open = true;
      const RawTarget& own = targets_.at(at);
      std::vector<std::string> unmade;
      for (const std::string& parent : own.inherits) {
        if (targets_.contains(parent) && !visits_[parent].is_open) unmade.push_back(parent);
      }
      if (unmade.empty()) {
        visit.whole = Made(own);
        open.pop_back();
      }
      open.insert(open.end(), unmade.rbegin(), unmade.rend());
    }
    return *visits_[name].whole;
  }

 private:
  struct TargetVisit {
    bool is_open = false;
    std::optional<RawTarget> whole = {};
  };

  RawTarget Made(const RawTarget& own) {
    RawTarget whole{.name = own.name, .file = own.file};
    for (const std::string& parent : own.inherits) {
      const auto visit = visits_.find(parent);
      if (visit != visits_.end() && visit->second.whole) {
        MergeTarget(*visit->second.whole, whole);
      } else {
        // It is not there, or it inherits from this one.
        whole.undecided.insert("inherits");
      }
    }
    MergeTarget(own, whole);
    whole.inherits.clear();
    return whole;
  }

  const RawTargets& targets_;
  std::map<std::string, TargetVisit> visits_;
};

}  // namespace

void MergeTarget(const RawTarget& from, RawTarget& onto) {
  Take(from.context, onto.context);
  Take(from.dockerfile, onto.dockerfile);
  Take(from.dockerfile_text, onto.dockerfile_text);
  Take(from.target, onto.target);
  for (const auto& [name, value] : from.args) onto.args[name] = value;
  for (const auto& [name, value] : from.contexts) onto.contexts[name] = value;
  if (!from.tags.empty()) onto.tags = from.tags;
  onto.inherits.insert(onto.inherits.end(), from.inherits.begin(), from.inherits.end());
  onto.from_environment.insert(from.from_environment.begin(), from.from_environment.end());
  onto.undecided.insert(from.undecided.begin(), from.undecided.end());
  onto.file = from.file;
}

std::vector<ContainerBuild> FinishedBuilds(const RawTargets& targets) {
  std::vector<ContainerBuild> builds;
  Inheritance inheritance(targets);
  for (const auto& [name, target] : targets) {
    ContainerBuild build = Finished(inheritance.Of(name));
    for (auto& [context_name, context] : build.contexts) {
      if (context.kind == NamedContext::Kind::kTarget && !targets.contains(context.value)) {
        context = {.kind = NamedContext::Kind::kUnknown};
      }
    }
    builds.push_back(std::move(build));
  }
  return builds;
}

bool MayReadAnywhere(const ContainerBuild& build) {
  constexpr std::array kWithin{"args", "target", "dockerfile-inline"};
  return std::ranges::any_of(build.undecided, [&](const std::string& field) {
    return std::ranges::find(kWithin, field) == kWithin.end();
  });
}

}  // namespace deltaplan::planner
