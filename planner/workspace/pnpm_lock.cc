#include "planner/workspace/pnpm_lock.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "documents/yaml.h"
#include "planner/workspace/node_manifest.h"
#include "planner/workspace/record_builder.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::Document;
using documents::Value;

constexpr std::string_view kPatchHash = "(patch_hash=";

class PnpmLockReader {
 public:
  // The lockfile and the entries have to outlive it.
  PnpmLockReader(const CutPnpmLock& cut, PnpmEntries& entries) : cut_(cut), entries_(entries) {}

  // nullopt: a section has a key twice.
  std::optional<PnpmLock> Read() {
    ReadPatches();
    packages_.resize(entries_.text_count());
    for (const PnpmEntry* entry : cut_[PnpmSection::kPackages]) {
      if (std::exchange(packages_[entry->key], entry->package) != nullptr) return std::nullopt;
    }
    const std::vector<const PnpmEntry*>& own = cut_[RecordsOf(cut_.layout)];
    std::size_t edges = 0;
    for (const PnpmEntry* entry : own) edges += entry->needs.size();
    records_.Reserve(own.size(), edges);
    for (const PnpmEntry* entry : own) records_.Add(entry->key);
    if (records_.size() != own.size()) return std::nullopt;
    for (std::size_t i = 0; i < own.size(); ++i) ReadRecord(static_cast<RecordId>(i), *own[i]);
    if (!ReadImporters()) return std::nullopt;
    lock_.records = records_.Take();
    return std::move(lock_);
  }

 private:
  void ReadPatches() {
    for (const auto& [key, value] : cut_.rest.root()["patchedDependencies"].members()) {
      const Value hash = value.IsMap() ? value["hash"] : value;
      hashes_.emplace(hash.str(), std::string(key));
      patched_.emplace(std::string(key), hash.str());
      if (value["path"].IsText()) lock_.patches.emplace(std::string(key), value["path"].str());
    }
  }

  void ReadRecord(RecordId number, const PnpmEntry& entry) {
    NodeLocalContent local{.record = number};
    {
      Record& record = records_[number];
      if (const PnpmPackage* package =
              packages_[cut_.layout == PnpmLayout::kNine ? entry.id : entry.key]) {
        record.name = package->name;
        record.version = package->version;
        record.source = package->source;
        record.content = package->content;
        if (package->directory) local.directories.emplace_back(*package->directory);
        if (package->archive) local.files.emplace_back(*package->archive);
      } else {
        // A package that `packages` does not tell of: half of the lockfile is gone.
        const std::string_view id = entries_.Text(entry.id);
        const PnpmKey said = SplitPnpmKey(cut_.layout, id);
        record.name = said.name.empty() ? id : said.name;
        record.version = said.version;
        record.is_unknown = true;
      }
      AddContent(entry.content, record);
      const std::string_view key = entries_.Text(entry.key);
      AddPatch(key.substr(entries_.Text(entry.id).size()), record, local);
    }
    edges_.clear();
    for (const PnpmNeed& need : entry.needs) {
      if (need.is_link) {
        local.directories.emplace_back(entries_.Text(need.target));
      } else {
        edges_.push_back({need.name, need.kind, RecordOf(need)});
      }
    }
    records_.SetEdges(number, edges_);
    if (!local.IsEmpty()) lock_.local_content.push_back(std::move(local));
  }

  void AddContent(std::string_view more, Record& record) {
    if (more.empty()) return;
    content_ = record.content;
    content_ += more;
    record.content = records_.Keep(content_);
  }

  RecordId RecordOf(const PnpmNeed& need) {
    return records_.FindOrUnknown(need.target, entries_.Text(need.target), need.name);
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
      const std::string name(record.name);
      for (const std::string& key : {name + "@" + std::string(record.version), name}) {
        const auto found = patched_.find(key);
        if (found == patched_.end()) continue;
        local.patch = key;
        if (hash.empty()) hash = found->second;
        break;
      }
    }
    if (!hash.empty()) AddContent("patch " + hash, record);
  }

  bool ReadImporters() {
    const Value root = cut_.rest.root();
    if (!root["importers"].Exists()) {
      return ReadImporter(*entries_.Add(cut_.layout, PnpmSection::kImporters, ".", root));
    }
    return std::ranges::all_of(cut_[PnpmSection::kImporters],
                               [this](const PnpmEntry* entry) { return ReadImporter(*entry); });
  }

  bool ReadImporter(const PnpmEntry& entry) {
    const auto [found, is_new] = lock_.importers.try_emplace(std::string(entries_.Text(entry.key)));
    found->second.reserve(entry.needs.size());
    for (const PnpmNeed& need : entry.needs) {
      NodeReference reference{
          .name = std::string(need.name), .kind = need.kind, .link = {}, .record = {}};
      if (need.is_link) {
        reference.link = found->first + "/" + std::string(entries_.Text(need.target));
      } else {
        reference.record = RecordOf(need);
      }
      found->second.push_back(std::move(reference));
    }
    std::ranges::sort(found->second);
    return is_new;
  }

  const CutPnpmLock& cut_;
  PnpmEntries& entries_;
  std::vector<const PnpmPackage*> packages_;    // by the number of the key
  std::map<std::string, std::string> hashes_;   // of patches -> key
  std::map<std::string, std::string> patched_;  // key -> hash
  NumberedRecordBuilder records_;
  // Of the record that is read.
  std::string content_;
  std::vector<RecordEdge> edges_;
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

// The lockfile as one document, or as the second of two.
std::variant<PnpmLock, ReadProblem> ReadWhole(std::string_view text, PnpmEntries& entries) {
  auto read = documents::ReadYamlStream(text, documents::YamlReferences::kRefused);
  if (const auto* error = std::get_if<documents::ReadError>(&read)) return ProblemOf(*error);
  auto& all = std::get<std::vector<Document>>(read);
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
  const std::optional<PnpmLayout> layout = PnpmLayoutOf(version);
  if (!layout) {
    return ReadProblem{
        {},
        ReadCause::kVersion,
        version.empty() ? "it has no lockfileVersion" : "lockfileVersion " + version};
  }
  CutPnpmLock cut{.rest = std::move(all[own]), .layout = *layout};
  for (std::size_t i = 0; i < kPnpmSections.size(); ++i) {
    const Value value = root[kPnpmSections[i]];
    if (value.Exists() && !value.IsMap()) {
      return ReadProblem{{}, ReadCause::kSyntax, std::string(kPnpmSections[i]) + " is no map"};
    }
    for (const auto& [key, member] : value.members()) {
      cut.sections[i].push_back(entries.Add(*layout, static_cast<PnpmSection>(i), key, member));
    }
  }
  PnpmLock lock = *PnpmLockReader(cut, entries).Read();  // a document has no key twice
  lock.links_by_default = *layout != PnpmLayout::kNine;
  if (has_environment) ReadEnvironment(all.front().root(), lock);
  return lock;
}

}  // namespace

std::variant<PnpmLock, ReadProblem> ParsePnpmLock(std::string_view text, PnpmEntries& entries) {
  if (const std::optional<CutPnpmLock> cut = entries.Cut(text)) {
    if (std::optional<PnpmLock> lock = PnpmLockReader(*cut, entries).Read()) {
      lock->links_by_default = cut->layout != PnpmLayout::kNine;
      return *std::move(lock);
    }
  }
  return ReadWhole(text, entries);
}

}  // namespace deltaplan::planner::workspace
