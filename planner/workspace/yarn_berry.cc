// yarn 2 and later: package.json with "workspaces", yarn.lock, .yarnrc.yml. The lockfile itself:
// yarn_berry_lock.h.
#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "documents/yaml.h"
#include "planner/workspace/ecosystems.h"
#include "planner/workspace/lock_edges.h"
#include "planner/workspace/node_lock.h"
#include "planner/workspace/node_members.h"
#include "planner/workspace/record_builder.h"
#include "planner/workspace/yarn_berry_lock.h"
#include "planner/workspace/yarn_resolutions.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::Document;
using documents::Value;
using graph::RepoPath;

bool IsRootOfYarnBerry(TreeFiles& files, const RepoPath& directory) {
  return NodeManagerOf(files, directory) == NodeManager::kYarnBerry;
}

// .yarnrc.yml
struct YarnRc {
  std::map<std::string, std::map<std::string, std::string>> catalogs;  // "" is the default one
  std::vector<std::pair<std::string, std::string>> settings;
  std::vector<std::pair<std::string, std::string>> locked_settings;  // that a lockfile shows
  std::vector<NodeReplacement> replacements;
};

std::variant<YarnRc, ReadProblem> ParseYarnRc(std::string_view text) {
  const auto read = documents::ReadYaml(text, documents::YamlReferences::kFollowed);
  if (const auto* error = std::get_if<documents::ReadError>(&read)) return ProblemOf(*error);
  YarnRc rc;
  const Value root = std::get<Document>(read).root();
  for (const auto& [name, range] : root["catalog"].members()) {
    rc.catalogs[""].emplace(std::string(name), range.str());
  }
  for (const auto& [catalog, entries] : root["catalogs"].members()) {
    for (const auto& [name, range] : entries.members()) {
      rc.catalogs[std::string(catalog)].emplace(std::string(name), range.str());
    }
  }
  ReadReplacements(root, rc.replacements);
  for (const auto& [key, value] : root.members()) {
    const bool is_locked = key == "catalog" || key == "catalogs";
    (is_locked ? rc.locked_settings : rc.settings)
        .emplace_back(key, documents::CanonicalText(value));
  }
  return rc;
}

// The entries by what may name them.
class YarnBerryRecords {
 public:
  YarnBerryRecords(const YarnBerryLock& lock, const YarnRc& rc, YarnResolutions resolutions)
      : rc_(rc), resolutions_(std::move(resolutions)) {
    for (const YarnBerryEntry& entry : lock.entries) {
      for (const std::string& key : entry.keys) {
        by_key_.emplace(key, &entry);
        // Bound to who wants it.
        by_key_.emplace(key.substr(0, key.find("::")), &entry);
        if (const std::string locator = LocatorOf(key); !locator.empty()) {
          by_key_.emplace(key.substr(0, key.find("::")) + "::" + locator, &entry);
        }
      }
      if (!entry.is_member) ids_.emplace(&entry, records_.Add(entry.resolution));
    }
    for (const auto& [entry, id] : ids_) Fill(*entry, id);
    std::ranges::sort(local_, {}, &NodeLocalContent::record);
  }

  /// The entries that a dependency of `from` may mean; nothing when the lockfile lacks it.
  std::vector<const YarnBerryEntry*> Find(const YarnBerryEntry& from, const std::string& name,
                                          const std::string& range) const {
    std::vector<const YarnBerryEntry*> found;
    for (std::string each : resolutions_.RangesOf(name, range)) {
      constexpr std::string_view kCatalog = "catalog:";
      if (each.starts_with(kCatalog)) {
        const std::optional<std::string> meant = InCatalog(each.substr(kCatalog.size()), name);
        if (!meant) continue;
        each = *meant;
      }
      const std::string plain = name + "@" + each;
      for (const std::string& key :
           {plain + "::" + from.resolution, plain, name + "@npm:" + each}) {
        const auto entry = by_key_.find(key);
        if (entry == by_key_.end()) continue;
        if (std::ranges::find(found, entry->second) == found.end()) found.push_back(entry->second);
        break;
      }
    }
    return found;
  }

  RecordId IdOf(const YarnBerryEntry& entry) const { return ids_.at(&entry); }
  RecordId Unknown(const std::string& name, const std::string& range) {
    return records_.FindOrUnknown("missing " + name + "@" + range, name);
  }
  RecordGraph Take() { return records_.Take(); }
  const std::vector<NodeLocalContent>& local() const { return local_; }

 private:
  std::optional<std::string> InCatalog(const std::string& catalog, const std::string& name) const {
    const auto entries = rc_.catalogs.find(catalog == "default" ? "" : catalog);
    if (entries == rc_.catalogs.end()) return std::nullopt;
    const auto range = entries->second.find(name);
    if (range == entries->second.end()) return std::nullopt;
    return range->second;
  }

  void Fill(const YarnBerryEntry& entry, RecordId id) {
    NodeLocalContent local{.record = id};
    {
      Record& record = records_[id];
      record.name = entry.name;
      record.version = entry.version;
      record.source = entry.resolution;
      record.content = entry.content;
      // The hash of a patch stands in the locator; the version is told apart already.
      const std::size_t version = record.source.rfind("@npm:" + entry.version);
      if (version != std::string_view::npos) record.source = record.source.substr(0, version + 5);
    }
    if (!entry.patch.empty()) {
      std::string_view file = entry.patch;
      if (file.starts_with("~/")) file.remove_prefix(2);
      local.files.emplace_back(file);
    }
    AddPath(entry.resolution, local);
    std::vector<RecordEdge> edges;
    for (const auto& [name, range] : entry.dependencies) {
      const std::vector<const YarnBerryEntry*> ends = Find(entry, name, range);
      const bool is_optional = std::ranges::find(entry.optional, name) != entry.optional.end();
      const EdgeKind kind = is_optional ? EdgeKind::kOptional : EdgeKind::kNormal;
      for (const YarnBerryEntry* end : ends) {
        if (end->is_member) {
          local.directories.push_back(end->workspace);
        } else {
          edges.push_back({name, kind, ids_.at(end)});
        }
      }
      if (ends.empty() && !is_optional) {
        edges.push_back({name, kind, Unknown(name, range)});
      }
    }
    // What a patch is made for.
    if (entry.resolution.find("@patch:") != std::string::npos) AddPatched(entry, edges);
    records_.SetEdges(id, edges);
    if (!local.IsEmpty()) local_.push_back(std::move(local));
  }

  // Where "x@portal:../x::locator=app%40workspace%3Aapps%2Fapp" leads.
  static void AddPath(const std::string& resolution, NodeLocalContent& local) {
    constexpr std::string_view kMember = "@workspace:";
    for (const std::string_view scheme : {"@file:", "@link:", "@portal:"}) {
      const std::size_t at = resolution.find(scheme, 1);
      if (at == std::string::npos) continue;
      const std::size_t begin = at + scheme.size();
      std::string path = resolution.substr(begin, resolution.find_first_of("#:", begin) - begin);
      const std::string locator = LocatorOf(resolution);
      if (const std::size_t member = locator.find(kMember); member != std::string::npos) {
        path = locator.substr(member + kMember.size()) + "/" + path;
      }
      // The files of a directory that is copied belong to the record, whatever is in them.
      (scheme == "@file:" ? local.files : local.directories).push_back(std::move(path));
      return;
    }
  }

  void AddPatched(const YarnBerryEntry& entry, std::vector<RecordEdge>& edges) {
    const std::size_t begin = entry.resolution.find("@patch:") + 7;
    std::string inner = entry.resolution.substr(begin, entry.resolution.find('#') - begin);
    for (std::size_t at = inner.find("%3A"); at != std::string::npos; at = inner.find("%3A")) {
      inner.replace(at, 3, ":");
    }
    for (const auto& [other, number] : ids_) {
      if (other->resolution == inner) edges.push_back({"", EdgeKind::kNormal, number});
    }
  }

  const YarnRc& rc_;
  YarnResolutions resolutions_;
  RecordBuilder records_;
  std::unordered_map<std::string, const YarnBerryEntry*> by_key_;
  std::map<const YarnBerryEntry*, RecordId> ids_;
  std::vector<NodeLocalContent> local_;
};

class YarnBerryReader {
 public:
  YarnBerryReader(TreeFiles& files, const RepoPath& root) : files_(files) { side_.root = root; }

  Side Read(LockfileUse use) {
    NodeMembers members = FindRootMembers(files_, side_.root, NegationOrder::kExcludesAll, side_);
    const NodeMember* own = members.Find(side_.root);
    ReadRc(members);
    AddInstallFiles();
    FindLockfile(files_, {"yarn.lock"}, side_);
    if (!side_.lockfile) std::ranges::move(unlocked_, std::back_inserter(side_.settings));
    LockedDependencies locked;
    const bool is_needed = use == LockfileUse::kRead || !members.replacements.empty();
    if (side_.lockfile && side_.problems.empty() && is_needed) {
      if (const YarnBerryLock* lock = ReadLock(files_, ParseYarnBerryLock, side_)) {
        YarnResolutions resolutions;
        if (own != nullptr) resolutions = YarnResolutions(own->manifest->resolutions);
        YarnBerryRecords records(*lock, rc_, std::move(resolutions));
        for (const YarnBerryEntry& entry : lock->entries) {
          if (entry.is_member) TakeImporter(entry, records);
        }
        lock_.local_content = records.local();
        lock_.records = records.Take();
        const NodeLock& kept = files_.blobs().Keep(std::move(lock_));
        PlaceRecords(
            kept, [](const std::string&) { return std::nullopt; }, side_);
        locked = LockedBy(kept, side_);
      }
    }
    FinishNodeSide(files_, members, NodeManager::kYarnBerry, NodeLinkRules{}, locked, side_);
    return std::move(side_);
  }

 private:
  // What stands further up holds as well, where none below says it otherwise.
  void ReadRc(NodeMembers& members) {
    for (RepoPath directory = side_.root;; directory = directory.Parent()) {
      const RepoPath path = directory.Child(".yarnrc.yml");
      const auto read = files_.Parsed(path, ParseYarnRc);
      if (read && read->index() != 0) side_.problems.push_back(std::get<ReadProblem>(*read));
      if (read && read->index() == 0) {
        const YarnRc& rc = *std::get<const YarnRc*>(*read);
        TakeRc(path, rc);
        members.AddReplacements(path, rc.replacements);
      }
      if (directory.IsRoot()) return;
    }
  }

  void TakeRc(const RepoPath& path, const YarnRc& rc) {
    for (const auto& [catalog, entries] : rc.catalogs) {
      rc_.catalogs[catalog].insert(entries.begin(), entries.end());
    }
    for (const auto& [key, value] : rc.settings) {
      side_.settings.push_back({path.bytes(), key, value});
    }
    for (const auto& [key, value] : rc.locked_settings) {
      unlocked_.push_back({path.bytes(), key, value});
    }
    side_.watched.push_back(path);
  }

  // What installs: yarn itself, its plugins, the map of a zero-install.
  void AddInstallFiles() {
    const RepoPath yarn = side_.root.Child(".yarn");
    for (const std::string_view name : {"releases", "plugins"}) {
      const RepoPath directory = yarn.Child(name);
      const graph::EntryState state = files_.At(directory);
      if (state.Exists()) side_.settings.push_back({directory.bytes(), "", state.id.ToHex()});
    }
    for (const std::string_view name : {".pnp.cjs", ".pnp.loader.mjs"}) {
      AddWholeFile(files_, side_.root.Child(name), side_.settings);
    }
    const RepoPath patches = yarn.Child("patches");
    for (const NamedEntry& entry : files_.List(patches)) {
      side_.watched.push_back(patches.Child(entry.name));
    }
  }

  void TakeImporter(const YarnBerryEntry& entry, YarnBerryRecords& records) {
    std::vector<NodeReference>& references = lock_.importers[entry.workspace];
    for (const auto& [name, range] : entry.dependencies) {
      const std::vector<const YarnBerryEntry*> ends = records.Find(entry, name, range);
      const bool is_optional = std::ranges::find(entry.optional, name) != entry.optional.end();
      for (const YarnBerryEntry* end : ends) {
        NodeReference reference{.name = name, .kind = EdgeKind::kNormal, .link = {}, .record = {}};
        if (end->is_member) {
          reference.link = end->workspace;
        } else {
          reference.record = records.IdOf(*end);
        }
        references.push_back(std::move(reference));
      }
      const bool is_path = range.starts_with("link:") || range.starts_with("portal:");
      if (ends.empty() && !is_optional && !is_path) {
        references.push_back({.name = name,
                              .kind = EdgeKind::kNormal,
                              .link = {},
                              .record = records.Unknown(name, range)});
      }
    }
    std::ranges::sort(references);
  }

  TreeFiles& files_;
  Side side_;
  YarnRc rc_;
  std::vector<Setting> unlocked_;  // what counts where there is no lockfile
  NodeLock lock_;
};

Side ReadYarnBerry(TreeFiles& files, const RepoPath& directory, LockfileUse use) {
  return YarnBerryReader(files, directory).Read(use);
}

constexpr std::array<std::string_view, 8> kYarnBerryFiles{
    "package.json",  "yarn.lock", ".yarnrc.yml", ".yarn/releases",
    ".yarn/plugins", ".npmrc",    ".pnp.cjs",    ".pnp.loader.mjs"};

}  // namespace

const Ecosystem kYarnBerryEcosystem{"yarn", "javascript", IsRootOfYarnBerry, ReadYarnBerry,
                                    kYarnBerryFiles};

}  // namespace deltaplan::planner::workspace
