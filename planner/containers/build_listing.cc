#include "planner/containers/build_listing.h"

#include <array>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "documents/yaml.h"
#include "planner/containers/bake_file.h"
#include "planner/containers/raw_target.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

constexpr std::array kComposeNames{"compose.yaml", "compose.yml", "docker-compose.yml",
                                   "docker-compose.yaml"};
constexpr std::array kBakeNames{"docker-bake.json", "docker-bake.override.json", "docker-bake.hcl",
                                "docker-bake.override.hcl"};

// Compose's own variables: "$x", "${x}", "${x:-default}", "${x-default}"; "$$" is a dollar.
class ComposeText {
 public:
  explicit ComposeText(RawTarget& target) : target_(target) {}

  KnownText Of(std::string_view text) {
    std::string result;
    bool is_known = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '$' || i + 1 >= text.size()) {
        result += text[i];
      } else if (text[i + 1] == '$') {
        result += text[++i];
      } else if (const auto value = Variable(text, i)) {
        result += *value;
      } else {
        is_known = false;
      }
    }
    return is_known ? KnownText(result) : std::nullopt;
  }

 private:
  // `i` is at the dollar, and afterwards at the last character of the variable.
  std::optional<std::string> Variable(std::string_view text, std::size_t& i) {
    const bool braced = text[i + 1] == '{';
    std::size_t end = i + (braced ? 2 : 1);
    const std::size_t begin = end;
    while (end < text.size() && (tfvars::IsLetterOrDigit(text[end]) || text[end] == '_')) ++end;
    target_.from_environment.emplace(text.substr(begin, end - begin));
    if (!braced) {
      i = end - 1;
      return std::nullopt;
    }
    const std::size_t close = text.find('}', end);
    if (close == std::string_view::npos) {
      i = text.size();
      return std::nullopt;
    }
    std::string_view rest = text.substr(end, close - end);
    i = close;
    if (rest.starts_with(':')) rest.remove_prefix(1);
    if (!rest.starts_with('-') || rest.find('$') != std::string_view::npos) return std::nullopt;
    return std::string(rest.substr(1));
  }

  RawTarget& target_;
};

// Names with values, as a map or as a list of "name=value".
void TakeNamed(const documents::Value& value, ComposeText& text,
               std::map<std::string, KnownText>& into) {
  for (const auto& [name, member] : value.members()) {
    // Without a value it comes from the environment.
    const bool is_given =
        member.IsScalar() && !(member.kind() == documents::Kind::kPlain &&
                               (member.text().empty() || member.text() == "null"));
    into[std::string(name)] = is_given ? text.Of(member.text()) : std::nullopt;
  }
  for (const documents::Value item : value.items()) {
    const std::string_view each = item.text();
    const std::size_t equals = each.find('=');
    into[std::string(each.substr(0, equals))] =
        equals == std::string_view::npos ? std::nullopt : text.Of(each.substr(equals + 1));
  }
}

}  // namespace

BuildListing ReadCompose(std::string_view name, std::string_view text) {
  BuildListing listing;
  auto parsed = documents::ReadYaml(text, documents::YamlReferences::kFollowed);
  if (const auto* wrong = std::get_if<documents::ReadError>(&parsed)) {
    listing.unread.push_back({std::string(name), wrong->message});
    return listing;
  }
  const documents::Value root = std::get<documents::Document>(parsed).root();
  if (root["include"].Exists()) {
    listing.unread.push_back({std::string(name), "files that it includes are not read"});
  }
  for (const auto& [service, entry] : root["services"].members()) {
    RawTarget target{.name = std::string(service), .file = std::string(name)};
    ComposeText values(target);
    if (entry["extends"].Exists()) {
      listing.unread.push_back(
          {std::string(name), "what its service " + target.name + " extends is not read"});
    }
    const documents::Value build = entry["build"];
    if (!build.Exists()) continue;
    if (build.IsText()) {
      target.context = values.Of(build.text());
    } else {
      if (build["context"].IsText()) target.context = values.Of(build["context"].text());
      if (build["dockerfile"].IsText()) target.dockerfile = values.Of(build["dockerfile"].text());
      if (build["dockerfile_inline"].IsText()) {
        target.dockerfile_text = values.Of(build["dockerfile_inline"].text());
      }
      if (build["target"].IsText()) target.target = values.Of(build["target"].text());
      TakeNamed(build["args"], values, target.args);
      TakeNamed(build["additional_contexts"], values, target.contexts);
    }
    const std::set<std::string> variables = target.from_environment;
    if (entry["image"].IsText()) {
      if (const auto image = values.Of(entry["image"].text())) target.tags.push_back(*image);
    }
    target.from_environment = variables;  // those of tags say nothing of what is read
    if (auto finished = Finished(target)) {
      listing.builds.push_back(*std::move(finished));
    } else {
      listing.unread.push_back(
          {std::string(name), "how its service " + target.name + " is built can't be told"});
    }
  }
  return listing;
}

BuildListing ReadBakeJson(std::string_view name, std::string_view text) {
  return FinishBake(ParseBakeJson(name, text));
}

BuildListing ReadBakeHcl(std::string_view name, std::string_view text) {
  return FinishBake(ParseBakeHcl(name, text));
}

BuildListing ListBuilds(workspace::TreeFiles& files) {
  std::map<std::string, ContainerBuild> builds;
  BuildListing result;
  const auto take = [&](BuildListing listing) {
    for (ContainerBuild& build : listing.builds) builds[build.name] = std::move(build);
    for (UnreadListing& each : listing.unread) result.unread.push_back(std::move(each));
  };
  for (const char* name : kComposeNames) {
    const auto text = files.ReadText(RepoPath::FromCanonical(name));
    if (!text) continue;
    take(ReadCompose(name, *text));
    break;
  }
  BakeFile bake;
  for (const char* name : kBakeNames) {
    const auto text = files.ReadText(RepoPath::FromCanonical(name));
    if (!text) continue;
    const bool is_json = std::string_view(name).ends_with(".json");
    BakeFile each = is_json ? ParseBakeJson(name, *text) : ParseBakeHcl(name, *text);
    for (auto& [target_name, target] : each.targets) {
      const auto [found, is_new] = bake.targets.try_emplace(target_name, target);
      if (!is_new) MergeTarget(target, found->second);
    }
    for (UnreadListing& unread : each.unread) bake.unread.push_back(std::move(unread));
  }
  take(FinishBake(bake));
  for (auto& [name, build] : builds) result.builds.push_back(std::move(build));
  return result;
}

}  // namespace deltaplan::planner
