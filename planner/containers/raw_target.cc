#include "planner/containers/raw_target.h"

#include "planner/containers/path_match.h"

namespace deltaplan::planner {
namespace {

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
  if (!text) return {.kind = NamedContext::Kind::kElsewhere};
  for (const std::string_view image : {"docker-image://", "target:", "service:"}) {
    if (text->starts_with(image)) {
      return {.kind = NamedContext::Kind::kImage, .value = text->substr(image.size())};
    }
  }
  const auto path = LocalPath(*text);
  if (!path) return {.kind = NamedContext::Kind::kElsewhere};
  return {.kind = NamedContext::Kind::kDirectory, .value = *path};
}

}  // namespace

void MergeTarget(const RawTarget& from, RawTarget& onto) {
  Take(from.context, onto.context);
  Take(from.dockerfile, onto.dockerfile);
  Take(from.dockerfile_text, onto.dockerfile_text);
  Take(from.target, onto.target);
  for (const auto& [name, value] : from.args) onto.args[name] = value;
  for (const auto& [name, value] : from.contexts) onto.contexts[name] = value;
  if (!from.tags.empty()) onto.tags = from.tags;
  if (!from.inherits.empty()) onto.inherits = from.inherits;
  onto.from_environment.insert(from.from_environment.begin(), from.from_environment.end());
  onto.file = from.file;
}

std::optional<ContainerBuild> Finished(const RawTarget& target) {
  ContainerBuild build{.name = target.name, .said_in = target.file};
  const KnownText context = target.context.value_or(".");
  const KnownText dockerfile = target.dockerfile.value_or("Dockerfile");
  if (!context || !dockerfile) return std::nullopt;
  const auto path = LocalPath(*context);
  build.context_is_elsewhere = !path;
  build.context = path.value_or("");
  const bool is_absolute = dockerfile->starts_with('/');
  const std::string relative =
      build.context.empty() || is_absolute ? *dockerfile : build.context + "/" + *dockerfile;
  const auto file = LocalPath(is_absolute ? std::string_view("..") : std::string_view(relative));
  if (!file && !target.dockerfile_text) return std::nullopt;
  build.dockerfile = file.value_or("");
  if (target.dockerfile_text) {
    if (!*target.dockerfile_text) return std::nullopt;
    build.dockerfile_text = **target.dockerfile_text;
  }
  if (target.target) {
    if (!*target.target) return std::nullopt;
    if (!(*target.target)->empty()) build.target = **target.target;
  }
  for (const auto& [name, value] : target.args) {
    if (value) {
      build.args[name] = *value;
    } else {
      build.unknown_args.insert(name);
    }
  }
  for (const auto& [name, value] : target.contexts) {
    build.contexts[ContextName(name)] = ContextOf(value);
  }
  build.tags = target.tags;
  build.from_environment = target.from_environment;
  return build;
}

}  // namespace deltaplan::planner
