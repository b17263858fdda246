// Keys, in the order in which pnpm has written them over the years ("n" a name, "p" peers):
//   5.3, 5.4   /n/1.0.0_p         references are 1.0.0_p
//   6.0, 6.1   /n@1.0.0(p@2.0.0)  references are 1.0.0(p@2.0.0), and whole keys for aliases
//   9.0        n@1.0.0(p@2.0.0)   `packages` has the keys without peers, `snapshots` those with
//   12.0       the same, and n@registry:1.0.0
// A reference of another kind (a tarball, git, a directory) is a whole key in all of them.
#include "planner/workspace/pnpm_lock.h"

#include <algorithm>
#include <array>

#include "documents/yaml.h"
#include "planner/workspace/node_manifest.h"
#include "planner/workspace/record_builder.h"
#include "planner/workspace/text_numbers.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::Document;
using documents::Value;

enum class Layout { kFive, kSix, kNine };

constexpr std::string_view kLink = "link:";
constexpr std::string_view kFile = "file:";
constexpr std::string_view kPatchHash = "(patch_hash=";

struct PnpmTable {
  std::string_view name;
  EdgeKind kind;
};
constexpr std::array<PnpmTable, 3> kPnpmTables{{{"dependencies", EdgeKind::kNormal},
                                                {"optionalDependencies", EdgeKind::kOptional},
                                                {"devDependencies", EdgeKind::kDevelopment}}};

// What is said elsewhere, or installs nothing.
constexpr std::array<std::string_view, 9> kPnpmNoContent{"dependencies", "optionalDependencies",
                                                         "deprecated",   "funding",
                                                         "license",      "time",
                                                         "name",         "version",
                                                         "resolution"};
constexpr std::array<std::string_view, 1> kIntegrity{"integrity"};

std::optional<Layout> LayoutOf(std::string_view version) {
  if (version == "5.3" || version == "5.4") return Layout::kFive;
  if (version == "6.0" || version == "6.1") return Layout::kSix;
  if (version == "9.0" || version == "12.0") return Layout::kNine;
  return std::nullopt;
}

// Where the peers and the hash of a patch begin: pnpm looks for it from the end, because brackets
// nest.
std::size_t SuffixOf(std::string_view key) {
  if (!key.ends_with(')')) return key.size();
  std::size_t open = 1;
  std::size_t begin = key.size();
  std::size_t at = key.size() - 1;
  while (at > 0) {
    --at;
    if (key[at] == '(') {
      --open;
    } else if (key[at] == ')') {
      ++open;
    } else if (open == 0) {
      break;
    }
    if (open == 0) begin = at;
  }
  return open == 0 ? begin : key.size();
}

// The key of what `name: reference` leads to, which may be made in `own`; nullopt for a link.
std::optional<std::string_view> KeyOf(Layout layout, std::string_view name,
                                      std::string_view reference, std::string& own) {
  if (reference.starts_with(kLink)) return std::nullopt;
  const auto by_name = [&](char between) -> std::string_view {
    own.assign(layout == Layout::kNine ? "" : "/");
    own += name;
    own += between;
    return own += reference;
  };
  if (layout == Layout::kNine) {
    if (reference.starts_with('@')) return reference;
    const std::size_t at = reference.find('@');
    if (at == std::string_view::npos) return by_name('@');
    if (at < reference.find(':') && at < reference.find('(')) return reference;
    return by_name('@');
  }
  if (reference.starts_with(kFile)) return reference;
  const std::size_t peers = layout == Layout::kSix ? reference.find('(') : std::string_view::npos;
  const bool is_key = reference.substr(0, peers).find('/') != std::string_view::npos;
  if (is_key) return reference;
  return by_name(layout == Layout::kSix ? '@' : '/');
}

struct NameAndVersion {
  std::string_view name;
  std::string_view version;
};

// Of a key without its suffix; empty where it has none (a tarball, a directory).
NameAndVersion SplitKey(Layout layout, std::string_view key) {
  if (layout != Layout::kNine) {
    if (!key.starts_with('/')) return {};
    key.remove_prefix(1);
  }
  const char between = layout == Layout::kFive ? '/' : '@';
  std::size_t at = key.find(between, 1);
  if (layout == Layout::kFive && key.starts_with('@') && at != std::string_view::npos) {
    at = key.find(between, at + 1);
  }
  if (at == std::string_view::npos) return {};
  std::string_view version = key.substr(at + 1);
  if (layout == Layout::kFive) version = version.substr(0, version.find('_'));
  // 12.0 may have the registry's name in front.
  const std::size_t colon = version.find(':');
  if (colon != std::string_view::npos && colon + 1 < version.size() && version[colon + 1] >= '0' &&
      version[colon + 1] <= '9') {
    version.remove_prefix(colon + 1);
  }
  return {key.substr(0, at), version};
}

class PnpmLockReader {
 public:
  PnpmLockReader(const Value& root, Layout layout) : root_(root), layout_(layout) {}

  PnpmLock Read() {
    ReadPatches();
    packages_.reserve(root_["packages"].size());
    package_numbers_.Reserve(root_["packages"].size());
    for (const auto& [key, value] : root_["packages"].members()) {
      if (package_numbers_.Of(key) == packages_.size()) packages_.push_back(value);
    }
    const Value snapshots = root_["snapshots"];
    const Value own = layout_ == Layout::kNine ? snapshots : root_["packages"];
    records_.Reserve(own.size());
    for (const auto& [key, value] : own.members()) records_.Add(key);
    for (const auto& [key, value] : own.members()) ReadRecord(key, value);
    ReadImporters();
    lock_.records = records_.Take();
    return std::move(lock_);
  }

 private:
  void ReadPatches() {
    for (const auto& [key, value] : root_["patchedDependencies"].members()) {
      const Value hash = value.IsMap() ? value["hash"] : value;
      hashes_.emplace(hash.str(), std::string(key));
      patched_.emplace(std::string(key), hash.str());
      if (value["path"].IsText()) lock_.patches.emplace(std::string(key), value["path"].str());
    }
  }

  void ReadRecord(std::string_view key, const Value& snapshot) {
    const std::size_t suffix = SuffixOf(key);
    const std::string_view id = key.substr(0, suffix);
    Value package = snapshot;
    if (layout_ == Layout::kNine) {
      const std::optional<std::uint32_t> found = package_numbers_.Find(id);
      package = found ? packages_[*found] : Value();
    }
    const RecordId number = *records_.Find(key);
    const NameAndVersion said = SplitKey(layout_, id);
    NodeLocalContent local{.record = number};
    {
      Record& record = records_[number];
      const Value name = package["name"];
      const Value version = package["version"];
      record.name = name.IsText() ? name.text() : said.name;
      record.version = version.IsScalar() ? version.text() : said.version;
      if (record.name.empty()) record.name = id;
      const Value resolution = package["resolution"];
      record.source = documents::CanonicalText(resolution, kIntegrity);
      if (said.version != record.version) record.source += said.version;
      content_.assign(resolution["integrity"].text());
      documents::AppendCanonicalText(package, kPnpmNoContent, content_);
      if (layout_ == Layout::kNine) {
        documents::AppendCanonicalText(snapshot, kPnpmNoContent, content_);
        // A package that `packages` does not tell of: half of the lockfile is gone.
        record.is_unknown = !package.Exists();
      }
      record.content = content_;
      AddPatch(key.substr(suffix), record, local);
      AddResolution(resolution, local);
    }
    for (const PnpmTable& table : kPnpmTables) {
      if (table.kind == EdgeKind::kDevelopment) continue;
      const Value needed = snapshot[table.name];
      if (needed.size() == 0) continue;
      std::vector<RecordEdge>& edges = records_[number].edges;
      edges.reserve(edges.size() + needed.size());
      for (const auto& [name, reference] : needed.members()) {
        const auto target = KeyOf(layout_, name, reference.text(), key_);
        if (!target) {
          local.directories.emplace_back(reference.text().substr(kLink.size()));
          continue;
        }
        const RecordId end = records_.FindOrUnknown(*target, name);
        records_[number].edges.push_back({std::string(name), table.kind, end});
      }
    }
    if (!local.IsEmpty()) lock_.local_content.push_back(std::move(local));
  }

  void AddPatch(std::string_view suffix, Record& record, NodeLocalContent& local) {
    std::string hash;
    if (const std::size_t at = suffix.find(kPatchHash); at != std::string_view::npos) {
      const std::size_t begin = at + kPatchHash.size();
      hash = suffix.substr(begin, suffix.find(')', begin) - begin);
      const auto found = hashes_.find(hash);
      if (found != hashes_.end()) local.patch = found->second;
    }
    if (local.patch.empty() && !patched_.empty()) {
      for (const std::string& key : {record.name + "@" + record.version, record.name}) {
        const auto found = patched_.find(key);
        if (found == patched_.end()) continue;
        local.patch = key;
        if (hash.empty()) hash = found->second;
        break;
      }
    }
    if (!hash.empty()) record.content += "patch " + hash;
  }

  static void AddResolution(const Value& resolution, NodeLocalContent& local) {
    if (resolution["type"].text() == "directory" || resolution["directory"].IsText()) {
      local.directories.push_back(resolution["directory"].str());
    }
    const std::string_view tarball = resolution["tarball"].text();
    if (tarball.starts_with(kFile)) local.files.emplace_back(tarball.substr(kFile.size()));
  }

  void ReadImporters() {
    const Value importers = root_["importers"];
    if (!importers.Exists()) {
      ReadImporter(".", root_);
      return;
    }
    for (const auto& [path, importer] : importers.members()) ReadImporter(path, importer);
  }

  void ReadImporter(std::string_view path, const Value& importer) {
    std::vector<NodeReference>& references = lock_.importers[std::string(path)];
    for (const PnpmTable& table : kPnpmTables) {
      for (const auto& [name, value] : importer[table.name].members()) {
        const std::string_view text = value.IsMap() ? value["version"].text() : value.text();
        NodeReference reference{
            .name = std::string(name), .kind = table.kind, .link = {}, .record = {}};
        if (const auto key = KeyOf(layout_, name, text, key_)) {
          reference.record = records_.FindOrUnknown(*key, name);
        } else {
          reference.link = std::string(path) + "/" + std::string(text.substr(kLink.size()));
        }
        references.push_back(std::move(reference));
      }
    }
    std::ranges::sort(references);
  }

  Value root_;
  Layout layout_;
  TextNumbers package_numbers_;  // of the keys of `packages_`
  std::vector<Value> packages_;
  std::map<std::string, std::string> hashes_;   // of patches -> key
  std::map<std::string, std::string> patched_;  // key -> hash
  RecordBuilder records_;
  std::string key_;      // of what is looked for
  std::string content_;  // of the record that is read
  PnpmLock lock_;
};

// What the first of two documents says: which pnpm installs, and from where its settings come. Each
// with the records that belong to it.
void ReadEnvironment(const Value& root, PnpmLock& lock) {
  constexpr std::string_view kManager = "packageManagerDependencies";
  const Value importer = root["importers"]["."];
  std::vector<std::string_view> config_packages;
  for (const auto& [key, value] : importer.members()) {
    std::string text = documents::CanonicalText(value);
    if (key != kManager) {
      for (const auto& [name, dependency] : value.members()) {
        const std::string_view version =
            dependency.IsMap() ? dependency["version"].text() : dependency.text();
        for (const auto& [id, package] : root["packages"].members()) {
          if (id.size() != name.size() + 1 + version.size() || !id.starts_with(name) ||
              !id.ends_with(version)) {
            continue;
          }
          config_packages.push_back(id);
          text += documents::CanonicalText(package);
        }
      }
    }
    lock.environment.emplace_back(key, std::move(text));
  }
  std::string others;
  for (const std::string_view section : {"packages", "snapshots"}) {
    others += documents::CanonicalText(root[section], config_packages);
  }
  for (auto& [key, text] : lock.environment) {
    if (key == kManager) text += others;
  }
  const bool has_manager = std::ranges::any_of(
      lock.environment, [&](const auto& setting) { return setting.first == kManager; });
  if (!has_manager && others != "{}{}" && !others.empty()) {
    lock.environment.emplace_back("packages", std::move(others));
  }
  std::ranges::sort(lock.environment);
}

}  // namespace

std::variant<PnpmLock, ReadProblem> ParsePnpmLock(std::string_view text) {
  auto read = documents::ReadYamlStream(text, documents::YamlReferences::kRefused);
  if (const auto* error = std::get_if<documents::ReadError>(&read)) return ProblemOf(*error);
  const auto& all = std::get<std::vector<Document>>(read);
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  std::string_view begin = text;
  if (begin.starts_with(kMark)) begin.remove_prefix(kMark.size());
  const bool has_environment = begin.starts_with("---\n") || begin.starts_with("---\r\n");
  const std::size_t own = has_environment ? 1 : 0;
  if (all.size() > own + 1) return ReadProblem{{}, ReadCause::kSyntax, "it has too many documents"};
  PnpmLock missing;
  missing.is_missing = true;
  const Value root = all.size() > own ? all[own].root() : Value();
  if (!root.Exists() || (root.IsScalar() && root.text().empty())) {
    if (has_environment && !all.empty()) ReadEnvironment(all.front().root(), missing);
    return missing;
  }
  if (!root.IsMap()) return ReadProblem{{}, ReadCause::kSyntax, "it is no map"};
  const std::string version = root["lockfileVersion"].str();
  const std::optional<Layout> layout = LayoutOf(version);
  if (!layout) {
    return ReadProblem{
        {},
        ReadCause::kVersion,
        version.empty() ? "it has no lockfileVersion" : "lockfileVersion " + version};
  }
  for (const std::string_view section : {"importers", "packages", "snapshots"}) {
    const Value value = root[section];
    if (value.Exists() && !value.IsMap()) {
      return ReadProblem{{}, ReadCause::kSyntax, std::string(section) + " is no map"};
    }
  }
  PnpmLock lock = PnpmLockReader(root, *layout).Read();
  lock.links_by_default = *layout != Layout::kNine;
  if (has_environment) ReadEnvironment(all.front().root(), lock);
  return lock;
}

}  // namespace deltaplan::planner::workspace
