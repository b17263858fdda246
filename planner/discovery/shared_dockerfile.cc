#include "planner/discovery/shared_dockerfile.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "planner/containers/build_files.h"
#include "planner/containers/build_reads.h"
#include "planner/containers/build_stages.h"
#include "planner/containers/context_walk.h"
#include "planner/containers/dockerfile_syntax.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

// Stands for the argument's value while a Dockerfile is read: no path of a repository has it.
constexpr std::string_view kValue = "\x01";

std::string WithValue(std::string text, std::string_view value) {
  for (std::size_t at = text.find(kValue); at != std::string::npos;
       at = text.find(kValue, at + value.size())) {
    text.replace(at, kValue.size(), value);
  }
  return text;
}

// What stands before the value in "services/VALUE/src"; nullopt: it is no whole part of the path.
std::optional<std::string> ParentOfValue(std::string_view source) {
  const std::size_t at = source.find(kValue);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t end = at + kValue.size();
  if (at > 0 && source[at - 1] != '/') return std::nullopt;
  if (end < source.size() && source[end] != '/') return std::nullopt;
  return std::string(source.substr(0, at == 0 ? 0 : at - 1));
}

// `text` with the value for each "$name" and "${name}".
std::string WithMark(std::string_view text, std::string_view name) {
  std::string marked;
  while (!text.empty()) {
    std::string_view rest = text.substr(1);
    const bool is_braced = rest.starts_with('{');
    if (is_braced) rest.remove_prefix(1);
    bool is_named = text.front() == '$' && rest.starts_with(name);
    if (is_named) {
      rest.remove_prefix(name.size());
      const bool goes_on =
          !rest.empty() && (tfvars::IsLetterOrDigit(rest.front()) || rest.front() == '_');
      is_named = is_braced ? rest.starts_with('}') : !goes_on;
    }
    if (!is_named) {
      marked += text.front();
      text.remove_prefix(1);
      continue;
    }
    if (is_braced) rest.remove_prefix(1);
    marked += kValue;
    text = rest;
  }
  return marked;
}

RepoPath Below(const RepoPath& directory, const std::string& path) {
  if (path.empty()) return directory;
  return RepoPath::FromCanonical(directory.IsRoot() ? path : directory.bytes() + "/" + path);
}

class SharedReader {
 public:
  SharedReader(workspace::TreeFiles& files, const TreeSurvey& survey, const RepoPath& dockerfile,
               Dockerfile file)
      : files_(files), survey_(survey), dockerfile_(dockerfile), file_(std::move(file)) {}

  std::vector<SharedBuild> Run() {
    std::vector<SharedBuild> builds = ByArgument();
    return builds.empty() ? ByStages() : builds;
  }

 private:
  // Two arguments that would do leave open which of them says the service.
  std::vector<SharedBuild> ByArgument() {
    std::set<std::string> arguments;
    for (const Instruction& instruction : file_.instructions) {
      if (instruction.keyword != "arg") continue;
      for (const std::string& word : instruction.words) {
        arguments.insert(word.substr(0, word.find('=')));
      }
    }
    std::vector<SharedBuild> found;
    for (const std::string& argument : arguments) {
      std::vector<SharedBuild> builds = ByArgument(argument);
      if (builds.empty()) continue;
      if (!found.empty()) return {};
      found = std::move(builds);
    }
    return found;
  }

  std::vector<SharedBuild> ByArgument(const std::string& argument) {
    const ContainerBuild marked{.name = "", .args = {{argument, std::string(kValue)}}};
    std::vector<ContextRead> reads;
    std::set<std::string> parents;
    const auto no_triggers = [](const ImageUse&) { return std::vector<Instruction>(); };
    for (ContextRead& read : ReadsOf(file_, marked, no_triggers).reads) {
      if (!read.context.empty() || read.source.find(kValue) == std::string::npos) continue;
      if (auto parent = ParentOfValue(read.source)) parents.insert(*std::move(parent));
      reads.push_back(std::move(read));
    }
    if (reads.empty()) AddRunPaths(argument, reads, parents);
    if (parents.size() != 1) return {};
    const std::optional<RepoPath> context = ContextWith(*parents.begin());
    if (!context) return {};
    const RepoPath parent = Below(*context, *parents.begin());
    std::vector<SharedBuild> builds;
    for (const workspace::NamedEntry& entry : files_.List(parent)) {
      const bool has_all = std::ranges::all_of(reads, [&](ContextRead read) {
        read.source = WithValue(std::move(read.source), entry.name);
        return files_.At(Below(*context, LiteralPart(read))).Exists();
      });
      if (!entry.state.IsTree() || !has_all) continue;
      builds.push_back({.build = {.name = entry.name,
                                  .context = context->bytes(),
                                  .dockerfile = dockerfile_.bytes(),
                                  .args = {{argument, entry.name}}},
                        .directory = parent.Child(entry.name)});
    }
    return AtLeastTwo(std::move(builds));
  }

  // Where all is copied, what is built may stand in a command: "go build ./cmd/${SERVICE}". Only
  // what lies in the repository so.
  void AddRunPaths(const std::string& argument, std::vector<ContextRead>& reads,
                   std::set<std::string>& parents) {
    for (const Instruction& instruction : file_.instructions) {
      if (instruction.keyword != "run") continue;
      const std::string text = WithMark(instruction.arguments, argument);
      constexpr std::string_view kBetweenWords = " \t\"'=;&|()<>,[]";
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(kBetweenWords, at), text.size());
        std::string_view word = std::string_view(text).substr(at, end - at);
        at = end + 1;
        if (word.starts_with("./")) word.remove_prefix(2);
        const std::optional<std::string> parent = ParentOfValue(word);
        const auto path = parent ? RepoPath::Parse(*parent) : std::nullopt;
        if (!path || path->IsRoot() || !ContextWith(path->bytes())) continue;
        parents.insert(path->bytes());
        reads.push_back({.source = path->bytes() + "/" + std::string(kValue)});
      }
    }
  }

  // The nearest directory above the Dockerfile in which there is this one.
  std::optional<RepoPath> ContextWith(const std::string& path) {
    RepoPath context = dockerfile_;
    while (!context.IsRoot()) {
      context = context.Parent();
      if (files_.HasDirectory(Below(context, path))) return context;
    }
    return std::nullopt;
  }

  std::vector<SharedBuild> ByStages() {
    std::map<RepoPath, std::map<RepoPath, std::string>> places;  // stages, by parent and directory
    for (const std::string& stage : LastStages()) {
      for (const auto& [name, directory] : survey_.directories) {
        if (NormalName(name) == NormalName(stage)) places[directory.Parent()][directory] = stage;
      }
    }
    const auto rank = [](const auto& place) {
      return std::pair(HoldsServices(place.first), place.second.size());
    };
    const auto best = std::ranges::max_element(places, {}, rank);
    const bool is_only = std::ranges::count_if(places, [&](const auto& place) {
                           return rank(place) == rank(*best);
                         }) == 1;
    if (!is_only) return {};
    std::vector<SharedBuild> builds;
    for (const auto& [directory, stage] : best->second) {
      ContainerBuild build{.name = std::string(directory.Name()),
                           .dockerfile = dockerfile_.bytes(),
                           .target = stage};
      build.context = LikelyContext(files_, build);
      builds.push_back({.build = std::move(build), .directory = directory});
    }
    return AtLeastTwo(std::move(builds));
  }

  // Named stages that no other one is made of.
  std::vector<std::string> LastStages() const {
    BuildReads reads;
    const ContainerBuild build;
    const BuildStages all(file_, build, reads);
    std::set<std::size_t> used;
    for (const BuildStage& stage : all.stages()) {
      used.insert(stage.needs.begin(), stage.needs.end());
      if (stage.from) used.insert(*stage.from);
    }
    std::vector<std::string> last;
    for (std::size_t i = 0; i < all.stages().size(); ++i) {
      const std::string& name = all.stages()[i].name;
      if (!name.empty() && !used.contains(i)) last.push_back(name);
    }
    return last;
  }

  static std::vector<SharedBuild> AtLeastTwo(std::vector<SharedBuild> builds) {
    return builds.size() < 2 ? std::vector<SharedBuild>() : builds;
  }

  workspace::TreeFiles& files_;
  const TreeSurvey& survey_;
  const RepoPath& dockerfile_;
  Dockerfile file_;
};

}  // namespace

std::vector<SharedBuild> SharedBuilds(workspace::TreeFiles& files, const TreeSurvey& survey,
                                      const RepoPath& dockerfile) {
  const std::optional<std::string> text = files.ReadText(dockerfile);
  if (!text) return {};
  auto parsed = ParseDockerfile(*text);
  auto* file = std::get_if<Dockerfile>(&parsed);
  if (file == nullptr) return {};
  return SharedReader(files, survey, dockerfile, std::move(*file)).Run();
}

}  // namespace deltaplan::planner
