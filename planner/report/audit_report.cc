#include "planner/report/audit_report.h"

#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <map>
#include <tuple>

#include "planner/report/json_parts.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostListed = 8;

// The first few, and how many more there are.
std::string PathList(const std::vector<std::string>& paths, std::size_t most = kMostListed) {
  std::string text;
  for (std::size_t i = 0; i < paths.size() && i < most; ++i) {
    if (i > 0) text += ", ";
    text += DisplayPath(paths[i]);
  }
  if (paths.size() > most) text += fmt::format(" and {} more", paths.size() - most);
  return text;
}

// `service` stands for all that it is found of, as they are to be shown.
std::string Words(const AuditFinding& finding, const std::string& service) {
  const std::string name = DisplayText(finding.name);
  const std::string paths = PathList(finding.paths);
  switch (finding.code) {
    case AuditCode::kInputMissing:
      return fmt::format("the build of {} reads {}, which no input of it holds", service, paths);
    case AuditCode::kImageMissing:
      return fmt::format(
          "{} is built with the image {} of this repository, which its \"from\" does not name",
          service, name);
    case AuditCode::kSourceIgnored:
      return fmt::format("{} copies {}, which the ignore file hides", service, paths);
    case AuditCode::kSourceUntracked:
      return fmt::format("{} copies {}, which git does not have", service, paths);
    case AuditCode::kContextUndecided: {
      std::string text =
          fmt::format("what the build of {} reads can't be told ({}): it may be its whole context",
                      service, name);
      if (!paths.empty()) text += ", of which no input holds " + paths;
      return text;
    }
    case AuditCode::kSyntaxUnknown:
      if (finding.service.empty()) return "not all of it can be read: " + name;
      return fmt::format("what builds {} can't be read as docker build reads it: {}", service,
                         name);
    case AuditCode::kNameMayBePublic:
      return fmt::format(
          "{} is neither a stage nor a context of {}, so a public image of that name is taken; did "
          "you mean {}?",
          name, service, paths);
    case AuditCode::kServiceWithoutDockerfile:
      return fmt::format("no Dockerfile was found that builds {}", service);
    case AuditCode::kDockerfileWithoutService:
      return "it builds no image of the configuration";
    case AuditCode::kInputDead:
      return fmt::format("no build of {} reads its input {}", service, paths);
    case AuditCode::kImageDead:
      return fmt::format("\"from\" of {} names the image {}, which no Dockerfile of it uses",
                         service, name);
    case AuditCode::kPatternDead:
      return fmt::format("the ignore rule {} matches nothing", DisplayPath(finding.name));
    case AuditCode::kPreciseNeedsFilter:
      return fmt::format(
          "{} installs what other services need as well: the image of {} holds it, and is not "
          "rebuilt when it changes",
          name, service);
    case AuditCode::kValueFromEnvironment:
      return fmt::format(
          "the environment may set {}, which the build of {} uses: its default was taken", name,
          service);
  }
  return {};
}

// What is the same of several services.
struct FoundOfSeveral {
  const AuditFinding* finding;
  std::vector<std::string> services;
};

std::vector<FoundOfSeveral> Joined(const std::vector<AuditFinding>& findings) {
  const auto what = [](const AuditFinding& finding) {
    return std::tie(finding.code, finding.file, finding.line, finding.name, finding.paths);
  };
  std::vector<FoundOfSeveral> joined;
  std::map<decltype(what(findings.front())), std::size_t> places;
  for (const AuditFinding& finding : findings) {
    const auto [place, is_new] = places.emplace(what(finding), joined.size());
    if (is_new) joined.push_back({&finding, {}});
    joined[place->second].services.push_back(finding.service);
  }
  return joined;
}

}  // namespace

std::string AuditMessage(const AuditFinding& finding) {
  return Words(finding, DisplayPath(finding.service));
}

std::string AuditText(const std::vector<AuditFinding>& findings, std::size_t images, bool all) {
  std::string text;
  for (const auto& [each, services] : Joined(findings)) {
    const AuditFinding& finding = *each;
    if (!finding.file.empty()) {
      text += DisplayPath(finding.file) + ":";
      if (finding.line > 0) text += fmt::format("{}:", finding.line);
      text += ' ';
    }
    text += fmt::format("{}: {}\n", NameOf(finding.code),
                        Words(finding, PathList(services, all ? SIZE_MAX : kMostListed)));
  }
  if (!text.empty()) text += '\n';
  text += findings.empty()
              ? "Nothing to say"
              : fmt::format("{} finding{}", findings.size(), findings.size() == 1 ? "" : "s");
  text += fmt::format(" about {} image{}.\n", images, images == 1 ? "" : "s");
  return text;
}

std::string AuditJson(const std::vector<AuditFinding>& findings, std::size_t images) {
  std::string out;
  JsonWriter json(out);
  BeginDocument(json);
  json.Key("images").Number(images);
  json.Key("findings").BeginArray();
  for (const AuditFinding& finding : findings) {
    json.BeginObject();
    json.Key("code").String(NameOf(finding.code));
    json.Key("service");
    if (finding.service.empty()) {
      json.Null();
    } else {
      json.String(finding.service);
    }
    WritePathOrNull(json.Key("file"),
                    finding.file.empty() ? std::nullopt : std::optional(finding.file));
    json.Key("line");
    if (finding.line == 0) {
      json.Null();
    } else {
      json.Number(finding.line);
    }
    json.Key("name");
    if (finding.name.empty()) {
      json.Null();
    } else {
      json.String(finding.name);
    }
    json.Key("paths").BeginArray(JsonLayout::kInline);
    for (const std::string& path : finding.paths) json.String(JsonPath(path));
    json.EndArray();
    json.Key("message").String(AuditMessage(finding));
    json.EndObject();
  }
  json.EndArray().EndObject();
  out += '\n';
  return out;
}

}  // namespace deltaplan::planner
