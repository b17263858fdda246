#include "tests/planner/containers/oracle_case.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <variant>

#include "planner/containers/build_reads.h"
#include "planner/containers/dockerfile_syntax.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using Paths = std::map<std::string, std::set<std::string>>;  // of each context; none: all of it

std::string Text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

tfvars::JsonValue Json(const std::filesystem::path& file) {
  auto parsed = tfvars::ParseJson(Text(file), tfvars::JsonComments::kRefused);
  auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
  if (document == nullptr) throw std::runtime_error(file.string() + " is no JSON");
  return std::move(document->root);
}

ContainerBuild BuildOf(const std::filesystem::path& directory) {
  ContainerBuild build;
  if (!std::filesystem::exists(directory / "build.json")) return build;
  const tfvars::JsonValue json = Json(directory / "build.json");
  if (const std::string* target = json.FindString("target"); target && !target->empty()) {
    build.target = *target;
  }
  if (const auto* args = json.Find("args")) {
    for (const auto& [name, value] : args->members) build.args[name] = value.string;
  }
  if (const auto* contexts = json.Find("contexts")) {
    for (const auto& [name, value] : contexts->members) {
      const bool is_local = value.string.starts_with("local:");
      build.contexts[ContextName(name)] = {
          .kind = is_local ? NamedContext::Kind::kDirectory : NamedContext::Kind::kImage,
          .value = value.string};
    }
  }
  return build;
}

}  // namespace

OracleVerdict CompareWithBuildKit(const std::filesystem::path& directory) {
  OracleVerdict verdict;
  const tfvars::JsonValue answer = Json(directory / "buildkit.json");
  auto parsed = ParseDockerfile(Text(directory / "Dockerfile"));
  const ContainerBuild build = BuildOf(directory);
  BuildReads reads;
  if (const auto* file = std::get_if<Dockerfile>(&parsed)) {
    reads = ReadsOf(*file, build, [](std::string_view) { return std::vector<Instruction>(); });
  }
  verdict.is_refused = answer.FindString("error") != nullptr;
  if (verdict.is_refused) return verdict;
  if (const auto* wrong = std::get_if<DockerfileError>(&parsed)) {
    verdict.difference = fmt::format("we refuse line {}: {}", wrong->line, wrong->message);
    return verdict;
  }
  verdict.is_undecided = !reads.undecided.empty();
  if (verdict.is_undecided) return verdict;
  Paths ours;
  std::set<std::string> whole;
  for (const ContextRead& read : reads.reads) {
    std::set<std::string>& paths = ours[read.context];
    std::string path = read.source;
    if (!read.parents.empty()) path += (path.empty() ? "" : "/") + read.parents;
    if (path.empty()) whole.insert(read.context);
    paths.insert(path);
  }
  for (const std::string& context : whole) ours[context].clear();
  Paths theirs;
  for (const auto& [name, value] : answer.Find("contexts")->members) {
    std::set<std::string>& paths = theirs[name == "context" ? "" : name];
    for (const auto& item : value.items) paths.insert(item.string);
  }
  if (ours.contains("") != theirs.contains("") || ours[""] != theirs[""]) {
    verdict.difference = fmt::format("of the context we read {} ({}), BuildKit {}", ours[""],
                                     whole.contains("") ? "whole" : "not whole", theirs[""]);
  }
  for (const auto& each : build.contexts) {
    const std::string& name = each.first;
    const auto& context = each.second;
    const std::string local = context.value.starts_with("local:") ? context.value.substr(6) : "";
    if (local.empty() || !theirs.contains(local) || ours.contains(name)) continue;
    const bool other_reads = std::ranges::any_of(build.contexts, [&](const auto& other) {
      return ours.contains(other.first) && other.second.value == context.value;
    });
    if (!other_reads) verdict.difference += fmt::format(" we don't read the context '{}'", name);
  }
  for (const auto& [name, paths] : ours) {
    // Of a base of which nothing is used BuildKit asks for nothing; we count it all the same.
    if (name.empty() || theirs.contains(build.contexts.at(name).value.substr(6))) continue;
    if (whole.contains(name)) continue;
    verdict.difference += fmt::format(" only we read the context '{}'", name);
  }
  return verdict;
}

}  // namespace deltaplan::planner
