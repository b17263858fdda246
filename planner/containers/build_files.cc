#include "planner/containers/build_files.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "planner/containers/ignore_file.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

RepoPath At(const std::string& path) { return RepoPath::FromCanonical(path); }

// The rules of a directory; `names` are the files that may hold them.
ContextDirectory ContextAt(workspace::TreeFiles& files, const std::string& root,
                           const std::vector<std::string>& names, BuildFiles* result) {
  ContextDirectory context{.root = At(root)};
  for (const std::string& name : names) {
    if (!files.HasFile(At(name))) continue;
    const auto text = files.ReadText(At(name));
    if (text) context.ignored = ParseIgnoreFile(*text);
    if (result != nullptr) {
      result->ignore_file = name;
      result->ignore_is_unreadable = !context.ignored;
    }
    break;
  }
  return context;
}

}  // namespace

BuildFiles ReadBuildFiles(workspace::TreeFiles& files, const ContainerBuild& build,
                          const TriggersOf& triggers_of) {
  BuildFiles result;
  result.dockerfile = build.dockerfile_text ? build.said_in : build.dockerfile;
  std::optional<std::string> text = build.dockerfile_text;
  if (!text) {
    // docker build takes "dockerfile", too, where there is no "Dockerfile".
    if (!files.HasFile(At(result.dockerfile)) && result.dockerfile.ends_with("Dockerfile")) {
      std::string lower = result.dockerfile;
      const std::size_t name = lower.rfind('/') == std::string::npos ? 0 : lower.rfind('/') + 1;
      if (lower.substr(name) == "Dockerfile") lower[name] = 'd';
      if (files.HasFile(At(lower))) result.dockerfile = lower;
    }
    if (!files.HasFile(At(result.dockerfile))) return result;
    text = files.ReadText(At(result.dockerfile));
  }
  if (!build.context_is_elsewhere) {
    const std::string named =
        build.dockerfile_text ? build.context + "/Dockerfile" : result.dockerfile;
    result.contexts[""] =
        ContextAt(files, build.context, IgnoreFileNames(named, build.context), &result);
  }
  for (const auto& [name, context] : build.contexts) {
    if (context.kind != NamedContext::Kind::kDirectory) continue;
    const std::string& root = context.value;
    result.contexts[ContextName(name)] =
        ContextAt(files, root, {(root.empty() ? "" : root + "/") + ".dockerignore"}, nullptr);
  }
  if (!text) {
    result.state = BuildFiles::State::kUnreadable;
    return result;
  }
  auto parsed = ParseDockerfile(*text);
  auto* file = std::get_if<Dockerfile>(&parsed);
  if (file == nullptr) {
    result.state = BuildFiles::State::kMalformed;
    result.error = std::get<DockerfileError>(std::move(parsed));
    return result;
  }
  result.reads = ReadsOf(*file, build, triggers_of);
  const bool is_foreign = file->syntax && !IsDockersSyntax(*file->syntax);
  result.state = is_foreign ? BuildFiles::State::kForeign : BuildFiles::State::kRead;
  if (is_foreign) result.syntax = *file->syntax;
  return result;
}

// Whether an instruction that copies or runs something says `path`, which lies in other
// directories.
bool Says(std::string_view dockerfile, std::string_view path) {
  if (path.find('/') == std::string_view::npos) return false;
  const auto is_word = [](char c) {
    return tfvars::IsLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  };
  while (!dockerfile.empty()) {
    std::string_view line = dockerfile.substr(0, dockerfile.find('\n'));
    dockerfile.remove_prefix(std::min(dockerfile.size(), line.size() + 1));
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(" \t")));
    constexpr std::array<std::string_view, 4> kOthers{"#", "FROM ", "LABEL ", "WORKDIR "};
    const auto begins = [&](std::string_view word) { return line.starts_with(word); };
    if (std::ranges::any_of(kOthers, begins)) continue;
    for (std::size_t at = 0; (at = line.find(path, at)) != line.npos; ++at) {
      const std::size_t end = at + path.size();
      if ((at == 0 || !is_word(line[at - 1])) && (end == line.size() || !is_word(line[end]))) {
        return true;
      }
    }
  }
  return false;
}

std::string LikelyContext(workspace::TreeFiles& files, const ContainerBuild& build) {
  const BuildReads reads = ReadBuildFiles(files, build, [](const ImageUse&) {
                             return std::vector<Instruction>();
                           }).reads;
  const auto found_in = [&](const RepoPath& context) {
    return std::ranges::count_if(reads.reads, [&](const ContextRead& read) {
      const std::string literal = LiteralPart(read);
      const std::string path = context.IsRoot() ? literal : context.bytes() + "/" + literal;
      return !literal.empty() && files.At(At(path)).Exists();
    });
  };
  const RepoPath own = At(build.dockerfile).Parent();
  const std::string text = files.ReadText(At(build.dockerfile)).value_or("");
  RepoPath best = own;
  auto most = found_in(best);
  for (RepoPath context = best; !context.IsRoot();) {
    context = context.Parent();
    const std::size_t above = context.IsRoot() ? 0 : context.bytes().size() + 1;
    const auto found = found_in(context) + (Says(text, own.bytes().substr(above)) ? 1 : 0);
    if (found <= most) continue;
    best = context;
    most = found;
  }
  return best.bytes();
}

ContainerBuild BuildOfDockerfile(workspace::TreeFiles& files, const std::string& name,
                                 const RepoPath& dockerfile) {
  ContainerBuild build{.name = name, .dockerfile = dockerfile.bytes()};
  build.context = LikelyContext(files, build);
  return build;
}

bool IsDockerfileName(std::string_view name) {
  if (name == "dockerfile") return true;
  for (const std::string_view kind : {"Dockerfile", "Containerfile"}) {
    if (name == kind) return true;
    const bool is_ignore = name.ends_with(".dockerignore") || name.ends_with(".containerignore");
    if (name.starts_with(kind) && name.substr(kind.size()).starts_with('.') && !is_ignore) {
      return true;
    }
    if (name.ends_with(kind) && name.size() > kind.size() &&
        name[name.size() - kind.size() - 1] == '.') {
      return true;
    }
  }
  return name.ends_with(".dockerfile") && name.size() > std::string_view(".dockerfile").size();
}

}  // namespace deltaplan::planner
