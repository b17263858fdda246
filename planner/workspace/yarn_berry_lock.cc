#include "planner/workspace/yarn_berry_lock.h"

#include <array>
#include <charconv>

#include "documents/yaml.h"
#include "planner/workspace/node_manifest.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::Document;
using documents::Value;

constexpr std::array<std::string_view, 8> kBerryNoContent{
    "version",          "resolution",       "dependencies", "checksum",
    "peerDependencies", "dependenciesMeta", "linkType",     "languageName"};

// 10 is yarn 4.18's.
constexpr int kOldestVersion = 4;
constexpr int kNewestVersion = 10;

constexpr std::string_view kMember = "@workspace:";

// "%2F" and its like, as locators write them.
std::string Unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr ==
            text.data() + i + 3) {
      plain += static_cast<char>(value);
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

// The file of "x@patch:x@npm%3A1.0.0#~/.yarn/patches/x.patch::version=1.0.0&hash=abc"; "" where the
// patch is yarn's own.
std::string PatchOf(std::string_view resolution) {
  if (resolution.find("@patch:") == std::string_view::npos) return {};
  const std::size_t hash = resolution.find('#');
  if (hash == std::string_view::npos) return {};
  std::string_view file = resolution.substr(hash + 1);
  file = file.substr(0, file.find("::"));
  if (file.starts_with("optional!")) file.remove_prefix(9);
  if (file.find("builtin<") != std::string_view::npos) return {};
  return Unescaped(file);
}

void ReadKeys(std::string_view key, std::vector<std::string>& keys) {
  while (true) {
    const std::size_t comma = key.find(", ");
    keys.emplace_back(key.substr(0, comma));
    if (comma == std::string_view::npos) return;
    key.remove_prefix(comma + 2);
  }
}

YarnBerryEntry ReadEntry(std::string_view key, const Value& value) {
  YarnBerryEntry entry;
  ReadKeys(key, entry.keys);
  entry.version = value["version"].str();
  entry.resolution = value["resolution"].str();
  const std::size_t at = entry.resolution.find('@', 1);
  entry.name = entry.resolution.substr(0, at);
  const std::size_t member = entry.resolution.find(kMember);
  if (member != std::string::npos && value["linkType"].text() == "soft") {
    entry.is_member = true;
    entry.workspace = entry.resolution.substr(member + kMember.size());
  }
  entry.patch = PatchOf(entry.resolution);
  // "10c0/abc": what stands in front is the version of the cache, the same for all.
  std::string_view checksum = value["checksum"].text();
  checksum =
      checksum.substr(checksum.find('/') == std::string_view::npos ? 0 : checksum.find('/') + 1);
  entry.content = documents::CanonicalText(value, kBerryNoContent);
  entry.content += checksum;
  for (const auto& [name, range] : value["dependencies"].members()) {
    entry.dependencies.emplace_back(name, range.str());
  }
  for (const auto& [name, meta] : value["dependenciesMeta"].members()) {
    if (meta["optional"].IsTrue()) entry.optional.emplace_back(name);
  }
  return entry;
}

}  // namespace

std::string LocatorOf(std::string_view descriptor) {
  constexpr std::string_view kKey = "locator=";
  const std::size_t bound = descriptor.find("::");
  const std::size_t at = descriptor.find(kKey, bound == std::string_view::npos ? bound : bound + 2);
  if (at == std::string_view::npos) return {};
  const std::string_view value = descriptor.substr(at + kKey.size());
  return Unescaped(value.substr(0, value.find('&')));
}

std::variant<YarnBerryLock, ReadProblem> ParseYarnBerryLock(std::string_view text) {
  const auto read = documents::ReadYaml(text, documents::YamlReferences::kRefused);
  if (const auto* error = std::get_if<documents::ReadError>(&read)) return ProblemOf(*error);
  const Value root = std::get<Document>(read).root();
  const std::string_view version = root["__metadata"]["version"].text();
  int number = 0;
  const auto read_to = std::from_chars(version.data(), version.data() + version.size(), number);
  const bool is_number =
      read_to.ec == std::errc() && read_to.ptr == version.data() + version.size();
  if (!is_number || number < kOldestVersion || number > kNewestVersion) {
    return ReadProblem{{}, ReadCause::kVersion, "__metadata.version " + std::string(version)};
  }
  YarnBerryLock lock;
  for (const auto& [key, value] : root.members()) {
    if (key == "__metadata") continue;
    if (!value.IsMap()) return ReadProblem{{}, ReadCause::kSyntax, "an entry is no map"};
    lock.entries.push_back(ReadEntry(key, value));
  }
  return lock;
}

}  // namespace deltaplan::planner::workspace
