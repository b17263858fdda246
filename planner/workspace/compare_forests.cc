#include "planner/workspace/compare_forests.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "planner/workspace/changed_packages.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;
using RootKey = std::pair<std::string_view, RepoPath>;  // family, directory

class Comparison {
 public:
  Comparison(const Forest& before, const Forest& after, const ServiceStarts& service,
             const CompareForestsOptions& options)
      : before_(before),
        after_(after),
        service_(service),
        options_(options),
        then_(ClosureOf(before, StartsIn(before, service), service.options)),
        now_(ClosureOf(after, StartsIn(after, service), service.options)) {}

  std::vector<DependencyDifference> Run() {
    bool is_readable = true;
    for (const auto& [key, pair] : TouchedRoots()) {
      is_readable = CompareRoot(pair.first, pair.second) && is_readable;
    }
    if (is_readable) CompareMembers();
    std::ranges::stable_sort(found_, {}, [](const DependencyDifference& each) {
      return std::tie(each.code, each.input);
    });
    return std::move(found_);
  }

 private:
  using RootPair = std::pair<const ReadRoot*, const ReadRoot*>;

  // What can't be read may hide that it installs the service.
  bool MayInstall(const ReadRoot& root) const {
    return std::ranges::any_of(root.side.problems, [&](const ReadProblem& problem) {
      if (problem.is_lockfile || !root.root.directory.Contains(service_.path)) return false;
      const RepoPath file = RepoPath::FromCanonical(problem.file);
      return service_.path.Contains(file) || file.Parent() == root.root.directory;
    });
  }

  std::map<RootKey, RootPair> TouchedRoots() const {
    std::set<RootKey> touched;
    const auto gather = [&](const Forest& forest, const MemberClosure& closure) {
      for (std::size_t r = 0; r < forest.roots.size(); ++r) {
        const ReadRoot& root = forest.roots[r];
        if (closure.roots.contains(r) || MayInstall(root)) {
          touched.insert({root.root.ecosystem->family, root.root.directory});
        }
      }
    };
    gather(before_, then_);
    gather(after_, now_);
    std::map<RootKey, RootPair> pairs;
    for (const RootKey& key : touched) pairs[key] = {Find(before_, key), Find(after_, key)};
    return pairs;
  }

  static const ReadRoot* Find(const Forest& forest, const RootKey& key) {
    for (const ReadRoot& root : forest.roots) {
      if (root.root.ecosystem->family == key.first && root.root.directory == key.second) {
        return &root;
      }
    }
    return nullptr;
  }

  std::vector<std::string> ViaOf(const std::string& input) const {
    return {input, service_.path.bytes()};
  }

  void AddUnreadable(const ReadProblem& problem, bool at_head) {
    found_.push_back({.code = problem.is_lockfile ? ReasonCode::kLockfileUnreadable
                                                  : ReasonCode::kManifestUnreadable,
                      .input = problem.file,
                      .via = ViaOf(problem.file),
                      .details = UnreadableSide{at_head, problem.cause}});
    if (!problem.detail.empty()) found_.back().detail = problem.detail;
  }

  // False when what one side says can't be relied upon.
  bool CompareRoot(const ReadRoot* then, const ReadRoot* now) {
    for (const auto& [root, at_head] : {std::pair(then, false), std::pair(now, true)}) {
      if (root != nullptr && !root->side.problems.empty()) {
        AddUnreadable(root->side.problems.front(), at_head);
      }
    }
    const bool is_readable = (then == nullptr || then->side.problems.empty()) &&
                             (now == nullptr || now->side.problems.empty());
    if (!is_readable) return false;
    if (!HaveSameLockfile(then, now)) return true;
    if (then == nullptr || now == nullptr) return true;
    CompareSettings(*then, *now);
    if (options_.precise) CompareRecords(*then, *now);
    return true;
  }

  static const std::optional<RepoPath>& LockfileOf(const ReadRoot* root) {
    static const std::optional<RepoPath> kNone;
    return root == nullptr ? kNone : root->side.lockfile;
  }

  // One that came, went, or gave way to another manager's.
  bool HaveSameLockfile(const ReadRoot* then, const ReadRoot* now) {
    const std::optional<RepoPath>& before = LockfileOf(then);
    const std::optional<RepoPath>& after = LockfileOf(now);
    // What others lead to is told by what joined and what left.
    const ReadRoot* known = now == nullptr ? then : now;
    const bool is_other = !known->root.directory.Contains(service_.path);
    if ((then == nullptr || now == nullptr) && is_other) return false;
    const bool same_manager =
        then == nullptr || now == nullptr || then->root.ecosystem == now->root.ecosystem;
    if (before == after && same_manager) return true;
    if (after) {
      // As a whole it is a path that was added.
      if (options_.precise) {
        AddUnreadable({after->bytes(), ReadCause::kMissing, {}, true}, false);
      }
    } else if (before) {
      AddUnreadable({before->bytes(), ReadCause::kMissing, {}, true}, true);
    }
    return false;
  }

  // What the members of a closure take from manifests of their root.
  static std::vector<Setting> SettingsOf(const ReadRoot& root, const MemberClosure& closure) {
    std::vector<Setting> settings = root.side.settings;
    for (const Member& member : root.side.members) {
      if (!closure.directories.contains(member.directory)) continue;
      settings.insert(settings.end(), member.inherited.begin(), member.inherited.end());
    }
    std::ranges::sort(settings);
    return settings;
  }

  void CompareSettings(const ReadRoot& old_side, const ReadRoot& new_side) {
    const Side& then = old_side.side;
    const Side& now = new_side.side;
    std::map<std::string, std::set<std::string>> keys;  // by file
    const auto differing = [&](const std::vector<Setting>& some,
                               const std::vector<Setting>& others) {
      for (const Setting& setting : some) {
        if (!std::ranges::binary_search(others, setting)) keys[setting.file].insert(setting.key);
      }
    };
    const std::vector<Setting> before = SettingsOf(old_side, then_);
    const std::vector<Setting> after = SettingsOf(new_side, now_);
    differing(before, after);
    differing(after, before);
    if (service_.options.root && new_side.root.ecosystem->root_counts) {
      const Member* old_root = then.FindMember(then.root);
      const Member* new_root = now.FindMember(now.root);
      if (old_root != nullptr && new_root != nullptr && old_root->declared != new_root->declared) {
        keys[new_root->manifest.bytes()].insert("dependencies");
      }
    }
    for (auto& [file, changed] : keys) {
      changed.erase("");
      found_.push_back({.code = ReasonCode::kSettingsChanged,
                        .input = file,
                        .via = ViaOf(file),
                        .details = ChangedSettings{{changed.begin(), changed.end()}}});
    }
  }

  RootRecords EdgesOf(const MemberClosure& closure, const Forest& forest,
                      const ReadRoot& root) const {
    RootRecords records{.root = &root, .edges = {}};
    for (const ReachedRecord& edge : closure.records) {
      if (&forest.roots[edge.root] == &root) records.edges.push_back(&edge);
    }
    return records;
  }

  // An edge by what it leads to, wherever that stands.
  using EdgeClass = std::tuple<RepoPath, std::string, std::uint32_t>;
  static std::set<EdgeClass> ClassesOf(const RootRecords& records) {
    std::set<EdgeClass> classes;
    for (const ReachedRecord* edge : records.edges) {
      classes.emplace(edge->directory, edge->name,
                      records.root->classified.classes[static_cast<std::size_t>(edge->record)]);
    }
    return classes;
  }

  bool AddUnknown(const RootRecords& records, bool at_head) {
    for (const ReachedRecord* edge : records.edges) {
      if (!records.root->classified.reaches_unknown[static_cast<std::size_t>(edge->record)])
        continue;
      AddUnreadable({records.root->side.lockfile->bytes(), ReadCause::kUnknownReference,
                     "it does not hold all that " + edge->name + " needs", true},
                    at_head);
      return true;
    }
    return false;
  }

  void CompareRecords(const ReadRoot& then, const ReadRoot& now) {
    if (now.side.lockfile_blob == then.side.lockfile_blob && now.side.lockfile_is_opaque) return;
    if (now.side.lockfile_is_opaque || then.side.lockfile_is_opaque) {
      found_.push_back({.code = ReasonCode::kLockfileChanged,
                        .input = now.side.lockfile->bytes(),
                        .via = ViaOf(now.side.lockfile->bytes()),
                        .details = ChangedPackages{}});
      return;
    }
    if (then.side.records == nullptr || now.side.records == nullptr) return;  // the same bytes
    const RootRecords before = EdgesOf(then_, before_, then);
    const RootRecords after = EdgesOf(now_, after_, now);
    const bool was_unknown = AddUnknown(before, false);
    if (AddUnknown(after, true) || was_unknown) return;
    const std::set<EdgeClass> old_classes = ClassesOf(before);
    const std::set<EdgeClass> new_classes = ClassesOf(after);
    if (old_classes == new_classes) return;
    std::set<RepoPath> files;
    ChangedPackages changed = NameChanges(before, after, options_.is_ignored, files);
    // By which member it gets there.
    const std::set<EdgeClass>& more = Differs(new_classes, old_classes) ? new_classes : old_classes;
    const std::set<EdgeClass>& less = &more == &new_classes ? old_classes : new_classes;
    const auto first =
        std::ranges::find_if(more, [&](const EdgeClass& each) { return !less.contains(each); });
    const MemberClosure& closure = &more == &new_classes ? now_ : then_;
    std::vector<std::string> via;
    for (const RepoPath& file : files) via.push_back(file.bytes());
    via.push_back(now.side.lockfile->bytes());
    const RepoPath& member = std::get<RepoPath>(*first);
    if (closure.directories.contains(member)) {
      for (std::string& step : closure.PathFrom(member)) via.push_back(std::move(step));
    } else if (!member.IsRoot()) {
      via.push_back(member.bytes());
    }
    if (via.back() != service_.path.bytes()) via.push_back(service_.path.bytes());
    found_.push_back({.code = ReasonCode::kLockfileChanged,
                      .input = now.side.lockfile->bytes(),
                      .via = std::move(via),
                      .details = std::move(changed)});
  }

  static bool Differs(const std::set<EdgeClass>& some, const std::set<EdgeClass>& others) {
    return std::ranges::any_of(some, [&](const EdgeClass& each) { return !others.contains(each); });
  }

  void CompareMembers() {
    const auto add = [&](const MemberClosure& has, const MemberClosure& lacks, bool joined) {
      for (const auto& [directory, from] : has.directories) {
        if (lacks.directories.contains(directory) || service_.path.Contains(directory)) continue;
        std::vector<std::string> via = has.PathFrom(directory);
        if (via.back() != service_.path.bytes()) via.push_back(service_.path.bytes());
        found_.push_back({.code = ReasonCode::kDependenciesChanged,
                          .input = directory.bytes(),
                          .via = std::move(via),
                          .details = ClosureChange{directory.bytes(), joined}});
      }
    };
    add(now_, then_, true);
    add(then_, now_, false);
  }

  const Forest& before_;
  const Forest& after_;
  const ServiceStarts& service_;
  const CompareForestsOptions& options_;
  MemberClosure then_;
  MemberClosure now_;
  std::vector<DependencyDifference> found_;
};

}  // namespace

std::vector<MemberPlace> StartsIn(const Forest& forest, const ServiceStarts& service) {
  std::vector<MemberPlace> starts = forest.MembersBelow(service.path);
  // A root elsewhere may have it as a member, too, because a path leads here: that is not how it is
  // built.
  const auto is_elsewhere = [&](const MemberPlace& place) {
    return !forest.roots[place.root].side.root.Contains(forest[place].directory);
  };
  if (!std::ranges::all_of(starts, is_elsewhere)) std::erase_if(starts, is_elsewhere);
  for (const RepoPath& manifest : service.manifests) {
    const auto found = forest.by_directory.find(manifest);
    if (found != forest.by_directory.end()) {
      starts.insert(starts.end(), found->second.begin(), found->second.end());
    }
  }
  if (!starts.empty()) return starts;
  for (RepoPath above = service.path; !above.IsRoot();) {
    above = above.Parent();
    const auto found = forest.by_directory.find(above);
    if (found == forest.by_directory.end()) continue;
    for (const MemberPlace& place : found->second) {
      if (forest.roots[place.root].root.ecosystem->holds_services) starts.push_back(place);
    }
    if (!starts.empty()) break;
  }
  return starts;
}

std::vector<DependencyDifference> CompareForests(const Forest& before, const Forest& after,
                                                 const ServiceStarts& service,
                                                 const CompareForestsOptions& options) {
  return Comparison(before, after, service, options).Run();
}

}  // namespace deltaplan::planner::workspace
