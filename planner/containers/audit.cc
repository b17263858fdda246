#include "planner/containers/audit.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "graph/drop_doubles.h"
#include "planner/containers/audited_builds.h"
#include "planner/containers/build_files.h"
#include "planner/containers/context_walk.h"
#include "planner/containers/raw_target.h"
#include "planner/containers/unfiltered_install.h"
#include "planner/text/nearest_word.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

bool HoldsAny(const RepoPath& path, const std::vector<RepoPath>& paths) {
  return std::ranges::any_of(paths, [&](const RepoPath& each) { return path.Contains(each); });
}

bool IsBelowAny(const std::vector<RepoPath>& directories, const RepoPath& path) {
  return std::ranges::any_of(directories,
                             [&](const RepoPath& each) { return each.Contains(path); });
}

// With all that lies below.
bool IsCovered(const AuditedImage& image, const RepoPath& path) {
  return IsBelowAny(image.covers, path) && !IsBelowAny(image.left_out, path) &&
         !HoldsAny(path, image.left_out);
}

class Auditor {
 public:
  Auditor(const AuditRequest& request, workspace::TreeFiles& files)
      : request_(request), files_(files), builds_(request, files) {}

  std::vector<AuditFinding> Run() {
    for (const AuditedImage& image : request_.images) {
      const Builds builds = builds_.Of(image);
      for (const AuditedBuild* build : builds) {
        FindMissing(image, *build);
        FindUndecided(image, *build);
      }
      if (!request_.only_missing) AuditUse(image, builds);
    }
    if (!request_.only_missing) {
      FindUnusedDockerfiles();
      FindDeadPatterns();
    }
    graph::SortWithoutDoubles(findings_);
    return std::move(findings_);
  }

 private:
  // That of an image first, then those of targets that it is made with.
  using Builds = std::vector<const AuditedBuild*>;

  void Find(AuditFinding finding) { findings_.push_back(std::move(finding)); }

  // The files that say what a build does; the configuration is compared by itself.
  std::set<std::string> DescriptionOf(const AuditedBuild& audited) const {
    std::set<std::string> files{audited.files.dockerfile, audited.build->said_in};
    if (audited.files.ignore_file) files.insert(*audited.files.ignore_file);
    files.erase("");
    files.erase(request_.config_file);
    return files;
  }

  void FindMissing(const AuditedImage& image, const AuditedBuild& audited) {
    const BuildFiles& files = audited.files;
    if (!audited.build || files.state == BuildFiles::State::kMissing) return;
    std::map<std::size_t, std::set<std::string>> missing;
    for (const std::string& path : DescriptionOf(audited)) {
      if (!IsCovered(image, RepoPath::FromCanonical(path))) missing[0].insert(path);
    }
    for (const ContextRead& read : files.reads.reads) {
      const auto context = files.contexts.find(read.context);
      if (context == files.contexts.end()) continue;
      ContextWalk walk(files_, context->second);
      AuditRead(image, files.dockerfile, read, context->second, walk, missing[read.line]);
    }
    for (auto& [line, paths] : missing) {
      if (paths.empty()) continue;
      Find({.code = AuditCode::kInputMissing,
            .service = image.shown_as,
            .file = files.dockerfile,
            .line = line,
            .paths = {paths.begin(), paths.end()}});
    }
  }

  std::vector<RepoPath> MissingOf(const AuditedImage& image, const ContextRead& read,
                                  ContextWalk& walk) const {
    return walk.Unskipped(
        read,
        [&](const RepoPath& path, bool is_directory) {
          // The configuration is compared by itself: what it says of builds is a reason.
          const bool is_config = !path.IsRoot() && path.bytes() == request_.config_file;
          return is_config || IsCovered(image, path) ||
                 request_.ignore.IsIgnored(path, is_directory);
        },
        [&](const RepoPath& path) {
          return HoldsAny(path, image.covers) ||
                 (HoldsAny(path, image.left_out) && !IsBelowAny(image.left_out, path));
        });
  }

  void AuditRead(const AuditedImage& image, const std::string& dockerfile, const ContextRead& read,
                 const ContextDirectory& context, ContextWalk& walk,
                 std::set<std::string>& missing) {
    const ContextRead resolved = walk.Resolved(read);
    for (const RepoPath& path : MissingOf(image, read, walk)) missing.insert(path.bytes());
    if (resolved != read) {
      for (const RepoPath& path : MissingOf(image, resolved, walk)) missing.insert(path.bytes());
    }
    if (request_.only_missing || !read.parents.empty() || resolved.source.empty()) return;
    // A pattern that matches nothing is no error of a build; what is named has to be there.
    if (!read.is_mount && HasCopyWildcard(read.source)) return;
    const std::string root = context.root.bytes();
    const std::string literal = LiteralPart(resolved);
    const auto path = RepoPath::FromCanonical(root.empty() ? literal : root + "/" + literal);
    AuditFinding finding{
        .service = image.shown_as, .file = dockerfile, .line = read.line, .paths = {path.bytes()}};
    if (!files_.At(path).Exists()) {
      finding.code = AuditCode::kSourceUntracked;
    } else if (!walk.TakesAny(resolved, path) && walk.TakesAny(resolved, path, true)) {
      finding.code = AuditCode::kSourceIgnored;
    } else {
      return;
    }
    Find(std::move(finding));
  }

  // All but what is missing, or may be.
  void AuditUse(const AuditedImage& image, const Builds& builds) {
    const AuditedBuild& own = *builds.front();
    // An image that stands in no service may be built by what the configuration does not say.
    const bool is_missing = own.files.state == BuildFiles::State::kMissing;
    if (is_missing && (image.has_service || own.build) &&
        !(own.build && MayReadAnywhere(*own.build))) {
      Find({.code = AuditCode::kServiceWithoutDockerfile,
            .service = image.shown_as,
            .file = own.build ? own.build->dockerfile : ""});
    }
    if (is_missing) return;
    FindImages(image, builds);
    if (request_.config.workspace.precise && image.shares_lockfile) {
      FindUnfilteredInstalls(image, own.files);
    }
    const bool all_told = std::ranges::all_of(builds, [](const AuditedBuild* each) {
      return each->files.state == BuildFiles::State::kRead && each->files.reads.undecided.empty() &&
             each->build->undecided.empty() && !each->build->context_is_elsewhere;
    });
    if (all_told && image.has_service) FindDeadInputs(image, builds);
  }

  // With precise lockfiles an image has to hold what its service needs, and nothing of others.
  void FindUnfilteredInstalls(const AuditedImage& image, const BuildFiles& files) {
    const std::vector<RunText>& runs = files.reads.runs;
    if (std::ranges::any_of(runs, [](const RunText& run) { return Prunes(run.text); })) return;
    for (const RunText& run : runs) {
      if (std::optional<std::string> install = UnfilteredInstall(run.text)) {
        Find({.code = AuditCode::kPreciseNeedsFilter,
              .service = image.shown_as,
              .file = files.dockerfile,
              .line = run.line,
              .name = *std::move(install)});
      }
    }
  }

  // All that keeps a build from being told.
  void FindUndecided(const AuditedImage& image, const AuditedBuild& audited) {
    if (!audited.build) return;
    const ContainerBuild& build = *audited.build;
    const BuildFiles& files = audited.files;
    AuditFinding finding{.service = image.shown_as, .file = files.dockerfile};
    const auto find = [&](AuditCode code, std::size_t line, std::string name,
                          std::vector<std::string> paths = {}) {
      finding.code = code;
      finding.line = line;
      finding.name = std::move(name);
      finding.paths = std::move(paths);
      Find(finding);
    };
    if (files.error) find(AuditCode::kSyntaxUnknown, files.error->line, files.error->message);
    if (files.state == BuildFiles::State::kForeign) {
      find(AuditCode::kSyntaxUnknown, 1, "syntax=" + files.syntax);
    }
    if (files.state == BuildFiles::State::kUnreadable) {
      find(AuditCode::kContextUndecided, 0, "its bytes are not in this clone");
    }
    // Several of them may read the same contexts, which may be large.
    std::map<std::pair<bool, std::optional<std::string>>, std::vector<std::string>> uncovered;
    for (const UndecidedRead& undecided : files.reads.undecided) {
      const bool is_anywhere = undecided.cause == UndecidedRead::Cause::kContext;
      const auto [paths, is_new] = uncovered.try_emplace({is_anywhere, undecided.context});
      if (is_new) paths->second = UncoveredOf(image, files, undecided);
      // Where everything is an input, nothing can be missed.
      if (paths->second.empty()) continue;
      find(AuditCode::kContextUndecided, undecided.line, NameOf(undecided), paths->second);
    }
    if (files.ignore_is_unreadable) {
      finding.file = *files.ignore_file;
      find(AuditCode::kContextUndecided, 0, "a pattern that can't be read");
    }
    finding.file = build.said_in;
    for (const std::string& name : build.from_environment) {
      find(AuditCode::kValueFromEnvironment, 0, name);
    }
    for (const std::string& field : build.undecided) {
      std::vector<std::string> paths = MayReadAnywhere(build)
                                           ? UncoveredBelow(image, ContextDirectory())
                                           : UncoveredOf(image, files, UndecidedRead());
      if (paths.empty()) continue;
      find(AuditCode::kContextUndecided, 0, field + " of the target " + build.name,
           std::move(paths));
    }
  }

  static std::string NameOf(const UndecidedRead& undecided) {
    switch (undecided.cause) {
      case UndecidedRead::Cause::kVariable:
        return "$" + undecided.detail;
      case UndecidedRead::Cause::kTarget:
      case UndecidedRead::Cause::kStage:
        return "no stage " + undecided.detail;
      case UndecidedRead::Cause::kContext:
        return "the context " + undecided.detail;
      case UndecidedRead::Cause::kFlag:
      case UndecidedRead::Cause::kInstruction:
        break;
    }
    return undecided.detail;
  }

  std::vector<std::string> UncoveredBelow(const AuditedImage& image,
                                          const ContextDirectory& context) {
    ContextWalk walk(files_, context);
    std::vector<std::string> paths;
    for (const RepoPath& path : MissingOf(image, {.line = 1}, walk)) paths.push_back(path.bytes());
    return paths;
  }

  // What an undecided part of a build may read and no input holds.
  std::vector<std::string> UncoveredOf(const AuditedImage& image, const BuildFiles& files,
                                       const UndecidedRead& undecided) {
    if (undecided.cause == UndecidedRead::Cause::kContext) {
      return UncoveredBelow(image, ContextDirectory());
    }
    std::vector<std::string> paths;
    for (const auto& [name, context] : files.contexts) {
      if (undecided.context && *undecided.context != name) continue;
      std::vector<std::string> more = UncoveredBelow(image, context);
      paths.insert(paths.end(), more.begin(), more.end());
    }
    graph::SortWithoutDoubles(paths);
    return paths;
  }

  void FindImages(const AuditedImage& image, const Builds& builds) {
    std::set<std::string> used;
    for (const AuditedBuild* each : builds) FindImagesOf(image, *each, used);
    const bool all_known = std::ranges::all_of(builds, [](const AuditedBuild* each) {
      return each->files.state == BuildFiles::State::kRead && each->build->undecided.empty() &&
             std::ranges::all_of(each->files.reads.undecided, [](const UndecidedRead& undecided) {
               return undecided.cause == UndecidedRead::Cause::kFlag;
             });
    });
    if (!all_known) return;
    for (const std::string& name : image.from) {
      if (used.contains(name)) continue;
      Find({.code = AuditCode::kImageDead,
            .service = image.shown_as,
            .file = request_.config_file,
            .name = name});
    }
  }

  void FindImagesOf(const AuditedImage& image, const AuditedBuild& audited,
                    std::set<std::string>& used) {
    const BuildFiles& files = audited.files;
    for (const ImageUse& use : files.reads.images) {
      AuditFinding finding{.service = image.shown_as, .file = files.dockerfile, .line = use.line};
      if (const AuditedImage* base = builds_.ImageOf(use)) {
        used.insert(base->image);
        if (base == &image || std::ranges::find(image.from, base->image) != image.from.end()) {
          continue;
        }
        finding.code = AuditCode::kImageMissing;
        finding.name = base->image;
        Find(std::move(finding));
        continue;
      }
      if (use.kind == ImageUse::Kind::kFrom || use.is_target ||
          use.name.find_first_of(":/@") != std::string::npos) {
        continue;
      }
      // A name that is nearly one of ours, and that Docker Hub may have.
      std::vector<std::string> known = files.reads.stages;
      for (const auto& [name, context] : audited.build->contexts) known.push_back(name);
      for (const AuditedImage& each : request_.images) known.push_back(each.image);
      const auto nearest = NearestWord(use.name, known);
      if (!nearest) continue;
      finding.code = AuditCode::kNameMayBePublic;
      finding.name = use.name;
      finding.paths = {*nearest};
      Find(std::move(finding));
    }
  }

  bool IsRead(const AuditedBuild& audited, const RepoPath& input) {
    const BuildFiles& files = audited.files;
    return DescriptionOf(audited).contains(input.bytes()) ||
           std::ranges::any_of(files.reads.reads, [&](const ContextRead& read) {
             const auto context = files.contexts.find(read.context);
             if (context == files.contexts.end()) return false;
             ContextWalk walk(files_, context->second);
             return walk.TakesAny(walk.Resolved(read), input) || walk.TakesAny(read, input);
           });
  }

  void FindDeadInputs(const AuditedImage& image, const Builds& builds) {
    std::vector<std::string> dead;
    for (const RepoPath& input : image.own_inputs) {
      const bool is_read = std::ranges::any_of(
          builds, [&](const AuditedBuild* each) { return IsRead(*each, input); });
      if (!is_read && files_.At(input).Exists()) dead.push_back(input.bytes());
    }
    if (dead.empty()) return;
    Find({.code = AuditCode::kInputDead,
          .service = image.shown_as,
          .file = request_.config_file,
          .paths = std::move(dead)});
  }

  // Every Dockerfile of the tree that no image is built with.
  void FindUnusedDockerfiles() {
    std::set<std::string> used = builds_.Dockerfiles();
    for (const ContainerBuild& build : request_.builds) used.insert(build.dockerfile);
    LookForDockerfiles(RepoPath(), used);
  }

  void LookForDockerfiles(const RepoPath& directory, const std::set<std::string>& used) {
    for (const workspace::NamedEntry& entry : files_.List(directory)) {
      const RepoPath path = directory.Child(entry.name);
      const bool is_tree = entry.state.IsTree();
      if (request_.ignore.IsIgnored(path, is_tree)) continue;
      if (is_tree) {
        if (entry.name != "node_modules" && entry.name != "vendor") LookForDockerfiles(path, used);
      } else if (IsDockerfileName(entry.name) && !used.contains(path.bytes())) {
        Find({.code = AuditCode::kDockerfileWithoutService, .file = path.bytes()});
      }
    }
  }

  void FindDeadPatterns() {
    for (const std::string& line : request_.config.ignore) {
      if (line.empty() || line.starts_with('#') || line.starts_with('!')) continue;
      const graph::IgnoreRules rule({line});
      if (!MatchesAnything(rule, RepoPath())) {
        Find({.code = AuditCode::kPatternDead, .file = request_.config_file, .name = line});
      }
    }
  }

  bool MatchesAnything(const graph::IgnoreRules& rule, const RepoPath& directory) {
    if (!rule.MayMatchBelow(directory)) return false;
    return std::ranges::any_of(files_.List(directory), [&](const workspace::NamedEntry& entry) {
      const RepoPath path = directory.Child(entry.name);
      if (rule.IsIgnoredHere(path.bytes(), entry.state.IsTree())) return true;
      return entry.state.IsTree() && MatchesAnything(rule, path);
    });
  }

  const AuditRequest& request_;
  workspace::TreeFiles& files_;
  AuditedBuilds builds_;
  std::vector<AuditFinding> findings_;
};

}  // namespace

std::vector<AuditFinding> Audit(const AuditRequest& request, workspace::TreeFiles& files) {
  return Auditor(request, files).Run();
}

}  // namespace deltaplan::planner
