#include "planner/workspace/compare_forests.h"

#include <algorithm>
#include <iterator>
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
    TellSettings();
    if (is_readable) CompareMembers();
    std::ranges::stable_sort(found_, {}, [](const DependencyDifference& each) {
      return std::tie(each.code, each.input);
    });
    return std::move(found_);
  }

 private:
  using RootPair = std::pair<const ReadRoot*, const ReadRoot*>;

  std::map<RootName, RootPair> TouchedRoots() const {
    std::set<RootName> touched;
    const auto gather = [&](const Forest& forest, const MemberClosure& closure) {
      for (std::size_t r = 0; r < forest.roots.size(); ++r) {
        const ReadRoot& root = forest.roots[r];
        if (closure.roots.contains(r) || MayInstall(root, service_.path))
          touched.insert(root.name());
      }
    };
    gather(before_, then_);
    gather(after_, now_);
    std::map<RootName, RootPair> pairs;
    for (const RootName& name : touched) pairs[name] = {before_.Find(name), after_.Find(name)};
    return pairs;
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
    if (IsToldByMembers(then, now) || !HaveSameLockfile(then, now)) return true;
    CompareSettings(then, now);
    if (options_.precise && then != nullptr && now != nullptr) CompareRecords(*then, *now);
    return true;
  }

  // Whether a root that only one side has is there only for what joined or left.
  bool IsToldByMembers(const ReadRoot* then, const ReadRoot* now) const {
    if (then != nullptr && now != nullptr) return false;
    const MemberClosure& has = now == nullptr ? then_ : now_;
    const MemberClosure& lacks = now == nullptr ? now_ : then_;
    const Side& side = (now == nullptr ? then : now)->side;
    return std::ranges::none_of(side.members, [&](const Member& member) {
      const RepoPath& directory = member.directory;
      return has.directories.contains(directory) &&
             (lacks.directories.contains(directory) || service_.path.Contains(directory));
    });
  }

  static const std::optional<RepoPath>& LockfileOf(const ReadRoot* root) {
    static const std::optional<RepoPath> kNone;
    return root == nullptr ? kNone : root->side.lockfile;
  }

  // One that came, went, or gave way to another manager's.
  bool HaveSameLockfile(const ReadRoot* then, const ReadRoot* now) {
    const std::optional<RepoPath>& before = LockfileOf(then);
    const std::optional<RepoPath>& after = LockfileOf(now);
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
    } else {
      changed_settings_[ListOf(*now)].insert("");
      return true;
    }
    return false;
  }

  // The file that names the members of a root.
  static std::string ListOf(const ReadRoot& root) {
    if (root.side.member_list) return root.side.member_list->bytes();
    const Member* own = root.side.FindMember(root.root.directory);
    return (own == nullptr ? root.root.directory : own->manifest).bytes();
  }

  // What the members of a closure take from manifests of their root.
  static std::vector<Setting> SettingsOf(const ReadRoot* root, const MemberClosure& closure) {
    if (root == nullptr) return {};
    std::vector<Setting> settings = root->side.settings;
    for (const Member& member : root->side.members) {
      if (member.inherited.empty() || !closure.directories.contains(member.directory)) continue;
      settings.insert(settings.end(), member.inherited.begin(), member.inherited.end());
    }
    std::ranges::sort(settings);
    return settings;
  }

  // Whether the manifest of a root says something else of what is not in its lockfile, or moves one
  // of its own packages between production and development.
  static bool HasOtherNeeds(const Member& then, const Member& now) {
    const auto kinds = [](const Member& member) {
      std::map<RepoPath, std::set<EdgeKind>> of;
      for (const LocalEdge& edge : member.local) of[edge.directory].insert(edge.kind);
      return of;
    };
    const auto before = kinds(then);
    const auto after = kinds(now);
    return then.declared != now.declared || std::ranges::any_of(before, [&](const auto& each) {
             const auto other = after.find(each.first);
             return other != after.end() && other->second != each.second;
           });
  }

  void CompareSettings(const ReadRoot* then, const ReadRoot* now) {
    std::map<std::string, std::set<std::string>>& keys = changed_settings_;
    const auto differing = [&](const std::vector<Setting>& some,
                               const std::vector<Setting>& others) {
      for (const Setting& setting : some) {
        if (!std::ranges::binary_search(others, setting)) keys[setting.file].insert(setting.key);
      }
    };
    const std::vector<Setting> before = SettingsOf(then, then_);
    const std::vector<Setting> after = SettingsOf(now, now_);
    differing(before, after);
    differing(after, before);
    const Member* old_root = InstalledBy(then);
    const Member* new_root = InstalledBy(now);
    if (old_root == nullptr || new_root == nullptr) {
      if (old_root == new_root) return;
      const Member& only = old_root == nullptr ? *new_root : *old_root;
      if (!only.declared.empty()) keys[only.manifest.bytes()].insert("dependencies");
    } else if (HasOtherNeeds(*old_root, *new_root)) {
      keys[new_root->manifest.bytes()].insert("dependencies");
    }
  }

  // The member whose dependencies are installed for all others; null where there is none.
  const Member* InstalledBy(const ReadRoot* root) const {
    if (root == nullptr || !service_.options.root || !root->root.ecosystem->root_counts) {
      return nullptr;
    }
    return root->side.FindMember(root->side.root);
  }

  // Those of several roots may stand in one file.
  void TellSettings() {
    for (auto& [file, changed] : changed_settings_) {
      changed.erase("");
      found_.push_back({.code = ReasonCode::kSettingsChanged,
                        .input = file,
                        .via = ViaOf(file),
                        .details = ChangedSettings{{changed.begin(), changed.end()}}});
    }
  }

  bool DoesCount(EdgeKind kind, const FollowedMember& member) const {
    return Counts(kind, service_.options.dev, member.is_own);
  }

  // What the records of `root` are for a closure: for each member and each kind of edges a number.
  // Empty where that can't be told, because a record is not in the lockfile.
  using Needs = std::vector<std::tuple<std::string_view, EdgeKind, std::uint32_t>>;
  std::optional<Needs> NeedsOf(const MemberClosure& closure, const Forest& forest,
                               const ReadRoot& root) const {
    Needs needs;
    for (const FollowedMember& member : closure.members) {
      if (&forest.roots[member.place.root] != &root) continue;
      for (const EdgeGroup& group : root.edge_groups[member.place.member]) {
        if (!DoesCount(group.kind, member)) continue;
        if (group.reaches_unknown) return std::nullopt;
        needs.emplace_back(forest[member.place].directory.bytes(), group.kind, group.number);
      }
    }
    return needs;
  }

  // The members that need something else.
  static std::set<std::string_view> Differing(const Needs& before, const Needs& after) {
    Needs differing;
    std::ranges::set_symmetric_difference(before, after, std::back_inserter(differing));
    std::set<std::string_view> directories;
    for (const auto& [directory, kind, number] : differing) directories.insert(directory);
    return directories;
  }

  RootRecords EdgesOf(const MemberClosure& closure, const Forest& forest,
                      const ReadRoot& root) const {
    RootRecords records{.root = &root, .edges = {}};
    for (const FollowedMember& member : closure.members) {
      if (&forest.roots[member.place.root] != &root) continue;
      for (const RecordEdge& edge : forest[member.place].records) {
        if (DoesCount(edge.kind, member)) records.edges.push_back({&forest[member.place], &edge});
      }
    }
    return records;
  }

  // An edge by what it leads to, wherever that stands: from which member, under which name, how.
  // Points into what was reached.
  using EdgeClass =
      std::tuple<std::string_view, std::string_view, EdgeKind, std::string_view, std::uint32_t>;
  static std::set<EdgeClass> ClassesOf(const RootRecords& records,
                                       const std::set<std::string_view>& directories) {
    std::set<EdgeClass> classes;
    const ClassifiedRecords& classified = *records.root->classified;
    for (const auto& [member, edge] : records.edges) {
      const auto end = static_cast<std::size_t>(edge->record);
      if (classified.ignored[end] || !directories.contains(member->directory.bytes())) continue;
      classes.emplace(member->directory.bytes(), edge->name, edge->kind, edge->marker,
                      classified.classes[end]);
    }
    return classes;
  }

  bool AddUnknown(const RootRecords& records, bool at_head) {
    for (const auto& [member, reached] : records.edges) {
      const RecordEdge& edge = *reached;
      if (!records.root->classified->reaches_unknown[static_cast<std::size_t>(edge.record)])
        continue;
      AddUnreadable({records.root->side.lockfile->bytes(), ReadCause::kUnknownReference,
                     "it does not hold all that " + std::string(edge.name) + " needs", true},
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
    const std::optional<Needs> needed = NeedsOf(then_, before_, then);
    const std::optional<Needs> needs = NeedsOf(now_, after_, now);
    if (needed && needed == needs) return;
    const RootRecords before = EdgesOf(then_, before_, then);
    const RootRecords after = EdgesOf(now_, after_, now);
    const bool was_unknown = AddUnknown(before, false);
    if (AddUnknown(after, true) || was_unknown) return;
    const std::set<std::string_view> differing = Differing(*needed, *needs);
    const std::set<EdgeClass> old_classes = ClassesOf(before, differing);
    const std::set<EdgeClass> new_classes = ClassesOf(after, differing);
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
    const RepoPath member = RepoPath::FromCanonical(std::string(std::get<0>(*first)));
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
    TellLeftOut();
  }

  // What a member held, and does no longer: it has become a module of its own.
  void TellLeftOut() {
    for (const auto& [directory, from] : now_.directories) {
      if (!then_.directories.contains(directory)) continue;
      const std::set<RepoPath> before = LeftOutOf(before_, directory);
      for (const RepoPath& path : LeftOutOf(after_, directory)) {
        if (before.contains(path)) continue;
        found_.push_back({.code = ReasonCode::kDependenciesChanged,
                          .input = path.bytes(),
                          .via = ViaOf(path.bytes()),
                          .details = ClosureChange{path.bytes(), false}});
      }
    }
  }

  static std::set<RepoPath> LeftOutOf(const Forest& forest, const RepoPath& directory) {
    std::set<RepoPath> left_out;
    const auto places = forest.by_directory.find(directory);
    if (places == forest.by_directory.end()) return left_out;
    for (const MemberPlace& place : places->second) {
      left_out.insert(forest[place].without.begin(), forest[place].without.end());
    }
    return left_out;
  }

  const Forest& before_;
  const Forest& after_;
  const ServiceStarts& service_;
  const CompareForestsOptions& options_;
  MemberClosure then_;
  MemberClosure now_;
  std::map<std::string, std::set<std::string>> changed_settings_;  // keys by file
  std::vector<DependencyDifference> found_;
};

// A root may have something as a member, too, only because a path leads there: that is not how it
// is built, where another root has it.
void DropElsewhere(const Forest& forest, std::vector<MemberPlace>& places) {
  const auto is_elsewhere = [&](const MemberPlace& place) {
    return forest[place].is_by_path ||
           !forest.roots[place.root].side.root.Contains(forest[place].directory);
  };
  if (!std::ranges::all_of(places, is_elsewhere)) std::erase_if(places, is_elsewhere);
}

// The nearest members at and above `path` that hold services.
std::vector<MemberPlace> HoldersOf(const Forest& forest, const RepoPath& path) {
  std::vector<MemberPlace> holders;
  for (RepoPath above = path;; above = above.Parent()) {
    const auto found = forest.by_directory.find(above);
    if (found != forest.by_directory.end()) {
      std::ranges::copy_if(found->second, std::back_inserter(holders), [&](MemberPlace place) {
        return forest.roots[place.root].root.ecosystem->holds_services;
      });
    }
    if (!holders.empty() || above.IsRoot()) return holders;
  }
}

bool HasSourcesIn(const Member& member, const RepoPath& path) {
  if (std::ranges::binary_search(member.sources, path)) return true;
  const auto below = std::ranges::lower_bound(
      member.sources, path.IsRoot() ? std::string() : path.bytes() + "/", {}, &RepoPath::bytes);
  return below != member.sources.end() && path.Contains(*below);
}

}  // namespace

std::vector<MemberPlace> StartsIn(const Forest& forest, const ServiceStarts& service) {
  std::vector<MemberPlace> starts = forest.MembersBelow(service.path);
  DropElsewhere(forest, starts);
  for (const RepoPath& manifest : service.manifests) {
    const auto found = forest.by_directory.find(manifest);
    if (found != forest.by_directory.end()) {
      starts.insert(starts.end(), found->second.begin(), found->second.end());
    }
  }
  const bool is_alone = starts.empty();
  const auto add_holder = [&](const RepoPath& path) {
    std::vector<MemberPlace> holders = HoldersOf(forest, path);
    DropElsewhere(forest, holders);
    for (const MemberPlace& place : holders) {
      const bool is_known = std::ranges::find(starts, place) != starts.end();
      if (!is_known && (is_alone || HasSourcesIn(forest[place], path))) starts.push_back(place);
    }
  };
  add_holder(service.path);
  for (const RepoPath& manifest : service.manifests) add_holder(manifest);
  return starts;
}

bool MayInstall(const ReadRoot& root, const RepoPath& path) {
  return std::ranges::any_of(root.side.problems, [&](const ReadProblem& problem) {
    if (problem.is_lockfile || !root.root.directory.Contains(path)) return false;
    const RepoPath file = RepoPath::FromCanonical(problem.file);
    return path.Contains(file) || file.Parent() == root.root.directory;
  });
}

std::vector<DependencyDifference> CompareForests(const Forest& before, const Forest& after,
                                                 const ServiceStarts& service,
                                                 const CompareForestsOptions& options) {
  return Comparison(before, after, service, options).Run();
}

}  // namespace deltaplan::planner::workspace
