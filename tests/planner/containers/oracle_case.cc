#include "tests/planner/containers/oracle_case.h"

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
#include "tfvars/text/image_reference.h"

namespace deltaplan::planner {
namespace {

constexpr std::string_view kImagePrefix = "docker-image://";

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
          .value = is_local ? value.string : value.string.substr(kImagePrefix.size())};
    }
  }
  return build;
}

// As BuildKit writes names of images.
std::string WholeName(const std::string& name) {
  const tfvars::ImageReference parts = tfvars::ParseImageReference(name);
  std::string whole(parts.repository);
  const std::size_t slash = whole.find('/');
  const std::string first = whole.substr(0, slash);
  if (slash == std::string::npos) {
    whole = "docker.io/library/" + whole;
  } else if (first.find_first_of(".:") == std::string::npos && first != "localhost") {
    whole = "docker.io/" + whole;
  }
  if (parts.tag || !parts.digest) {
    whole += ":" + std::string(parts.tag.value_or(std::string_view("latest")));
  }
  return parts.digest ? whole + "@" + std::string(*parts.digest) : whole;
}

}  // namespace

OracleVerdict CompareWithBuildKit(const std::filesystem::path& directory) {
  OracleVerdict verdict;
  const tfvars::JsonValue answer = Json(directory / "buildkit.json");
  auto parsed = ParseDockerfile(Text(directory / "Dockerfile"));
  const ContainerBuild build = BuildOf(directory);
  BuildReads reads;
  if (const auto* file = std::get_if<Dockerfile>(&parsed)) {
    reads = ReadsOf(*file, build, [](const ImageUse&) { return std::vector<Instruction>(); });
  }
  verdict.is_refused = answer.FindString("error") != nullptr;
  if (verdict.is_refused) return verdict;
  if (const auto* wrong = std::get_if<DockerfileError>(&parsed)) {
    verdict.difference = fmt::format("we refuse line {}: {}", wrong->line, wrong->message);
    return verdict;
  }
  verdict.is_undecided = !reads.undecided.empty();
  if (verdict.is_undecided) return verdict;
  const auto local_of = [&](const std::string& name) {
    return name.empty() ? std::string("context") : build.contexts.at(name).value.substr(6);
  };
  // Named contexts may share a directory: what is asked of it is what all of them read.
  Paths ours;
  std::set<std::string> whole;
  for (const ContextRead& read : reads.reads) {
    std::string path = read.source;
    if (!read.parents.empty()) path += (path.empty() ? "" : "/") + read.parents;
    if (path.empty()) whole.insert(local_of(read.context));
    ours[local_of(read.context)].insert(path);
  }
  for (const std::string& local : whole) ours[local].clear();
  Paths theirs;
  for (const auto& [name, value] : answer.Find("contexts")->members) {
    std::set<std::string>& paths = theirs[name];
    for (const auto& item : value.items) paths.insert(item.string);
  }
  for (const auto& [name, paths] : theirs) {
    const auto own = ours.find(name);
    if (own == ours.end()) {
      verdict.difference += fmt::format(" we don't read the context '{}';", name);
    } else if (own->second != paths && !(name != "context" && whole.contains(name))) {
      verdict.difference +=
          fmt::format(" of the context '{}' we read {}, BuildKit {};", name, own->second, paths);
    }
  }
  for (const auto& [name, paths] : ours) {
    // Of a base of which nothing is used BuildKit asks for nothing; we count it all the same.
    if (theirs.contains(name) || (name != "context" && whole.contains(name))) continue;
    verdict.difference += fmt::format(" only we read the context '{}';", name);
  }
  std::set<std::string> images;
  for (const ImageUse& use : reads.images) images.insert(WholeName(use.name));
  for (const auto& image : answer.Find("images")->items) {
    if (images.contains(image.string)) continue;
    verdict.difference += fmt::format(" we don't use the image '{}' but {};", image.string, images);
  }
  return verdict;
}

}  // namespace deltaplan::planner
