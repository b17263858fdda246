#include "planner/containers/audit.h"

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "graph/drop_doubles.h"
#include "planner/containers/build_files.h"
#include "planner/containers/context_walk.h"
#include "planner/containers/image_names.h"
#include "planner/text/nearest_word.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

// An image with the files of its build.
struct AuditedBuild {
  const AuditedImage* image = nullptr;
  std::optional<ContainerBuild> build = {};
  BuildFiles files = {};
};

bool IsCovered(const std::vector<RepoPath>& covers, const RepoPath& path) {
  return std::ranges::any_of(covers, [&](const RepoPath& each) { return each.Contains(path); });
}

class Auditor {
 public:
  Auditor(const AuditRequest& request, workspace::TreeFiles& files)
      : request_(request), files_(files), names_(request.config, request.images) {}

  std::vector<AuditFinding> Run() {
    for (const AuditedImage& image : request_.images) {
      const AuditedBuild& build = BuildOf(image);
      if (build.files.state != BuildFiles::State::kMissing) AuditBuild(build);
      if (!request_.only_missing) AuditUse(build);
    }
    if (!request_.only_missing) {
      FindUnusedDockerfiles();
      FindDeadPatterns();
    }
    graph::SortWithoutDoubles(findings_);
    return std::move(findings_);
  }

 private:
  // The same build for every image is read once; `open_` are those that are being read.
  const AuditedBuild& BuildOf(const AuditedImage& image) {
    auto& slot = builds_[image.image];
    if (slot) return *slot;
    slot = std::make_unique<AuditedBuild>();
    slot->image = &image;
    slot->build = BuildOfImage(request_, image, files_);
    if (!slot->build) return *slot;
    slot->files = ReadBuildFiles(files_, *slot->build, [this](std::string_view name) {
      const AuditedImage* base = names_.Find(name);
      return base == nullptr ? std::vector<Instruction>() : BuildOf(*base).files.reads.triggers;
    });
    return *slot;
  }

  void Find(AuditFinding finding) { findings_.push_back(std::move(finding)); }

  void AuditBuild(const AuditedBuild& audited) {
    const BuildFiles& files = audited.files;
    std::map<std::size_t, std::set<std::string>> missing;
    for (const ContextRead& read : files.reads.reads) {
      const auto context = files.contexts.find(read.context);
      if (context == files.contexts.end()) continue;
      ContextWalk walk(files_, context->second);
      AuditRead(audited, read, context->second, walk, missing[read.line]);
    }
    for (auto& [line, paths] : missing) {
      if (paths.empty()) continue;
      Find({.code = AuditCode::kInputMissing,
            .service = audited.image->shown_as,
            .file = files.dockerfile,
            .line = line,
            .paths = {paths.begin(), paths.end()}});
    }
  }

  std::vector<RepoPath> MissingOf(const AuditedBuild& audited, const ContextRead& read,
                                  ContextWalk& walk) const {
    const std::vector<RepoPath>& covers = audited.image->covers;
    return walk.Unskipped(
        read,
        [&](const RepoPath& path, bool is_directory) {
          // The configuration is compared by itself: what it says of builds is a reason.
          return path.bytes() == request_.config_file || IsCovered(covers, path) ||
                 request_.ignore.IsIgnored(path, is_directory);
        },
        [&](const RepoPath& path) {
          return std::ranges::any_of(covers,
                                     [&](const RepoPath& each) { return path.Contains(each); });
        });
  }

  void AuditRead(const AuditedBuild& audited, const ContextRead& read,
                 const ContextDirectory& context, ContextWalk& walk,
                 std::set<std::string>& missing) {
    const ContextRead resolved = walk.Resolved(read);
    for (const RepoPath& path : MissingOf(audited, read, walk)) missing.insert(path.bytes());
    if (resolved != read) {
      for (const RepoPath& path : MissingOf(audited, resolved, walk)) missing.insert(path.bytes());
    }
    if (request_.only_missing || !read.parents.empty() || resolved.source.empty()) return;
    // A pattern that matches nothing is no error of a build; what is named has to be there.
    if (!read.is_mount && HasCopyWildcard(read.source)) return;
    const std::string root = context.root.bytes();
    const std::string literal = LiteralPart(resolved);
    const auto path = RepoPath::FromCanonical(root.empty() ? literal : root + "/" + literal);
    AuditFinding finding{.service = audited.image->shown_as,
                         .file = audited.files.dockerfile,
                         .line = read.line,
                         .paths = {path.bytes()}};
    if (!files_.At(path).Exists()) {
      finding.code = AuditCode::kSourceUntracked;
    } else if (!walk.TakesAny(resolved, path) && walk.TakesAny(resolved, path, true)) {
      finding.code = AuditCode::kSourceIgnored;
    } else {
      return;
    }
    Find(std::move(finding));
  }

  // All but what is missing.
  void AuditUse(const AuditedBuild& audited) {
    const AuditedImage& image = *audited.image;
    const BuildFiles& files = audited.files;
    const auto find = [&](AuditCode code, std::size_t line, std::string name) {
      Find({.code = code,
            .service = image.shown_as,
            .file = files.dockerfile,
            .line = line,
            .name = std::move(name)});
    };
    if (files.state == BuildFiles::State::kMissing) {
      // An image that stands in no service may be built by what the configuration does not say.
      if (image.has_service || audited.build) {
        Find({.code = AuditCode::kServiceWithoutDockerfile,
              .service = image.shown_as,
              .file = audited.build ? audited.build->dockerfile : ""});
      }
      return;
    }
    if (audited.build) {
      for (const std::string& name : audited.build->from_environment) {
        Find({.code = AuditCode::kValueFromEnvironment,
              .service = image.shown_as,
              .file = audited.build->said_in,
              .name = name});
      }
    }
    if (files.error) find(AuditCode::kSyntaxUnknown, files.error->line, files.error->message);
    if (files.state == BuildFiles::State::kForeign) {
      find(AuditCode::kSyntaxUnknown, 1, "syntax=" + files.syntax);
    }
    if (files.state == BuildFiles::State::kUnreadable) {
      find(AuditCode::kContextUndecided, 0, "its bytes are not in this clone");
    }
    FindUndecided(audited);
    FindImages(audited);
    const bool is_whole = files.state == BuildFiles::State::kRead &&
                          files.reads.undecided.empty() && !audited.build->context_is_elsewhere;
    if (is_whole && image.has_service) FindDeadInputs(audited);
  }

  void FindUndecided(const AuditedBuild& audited) {
    const BuildFiles& files = audited.files;
    if (files.ignore_is_unreadable) {
      Find({.code = AuditCode::kContextUndecided,
            .service = audited.image->shown_as,
            .file = *files.ignore_file,
            .name = "a pattern that can't be read"});
    }
    if (files.reads.undecided.empty()) return;
    std::vector<std::string> paths;
    if (const auto own = files.contexts.find(""); own != files.contexts.end()) {
      ContextWalk walk(files_, own->second);
      for (const RepoPath& path : MissingOf(audited, {.line = 1}, walk)) {
        paths.push_back(path.bytes());
      }
    }
    // Where everything is an input, nothing can be missed.
    if (paths.empty()) return;
    for (const UndecidedRead& undecided : files.reads.undecided) {
      std::string name = undecided.detail;
      if (undecided.cause == UndecidedRead::Cause::kVariable) name = "$" + name;
      if (undecided.cause == UndecidedRead::Cause::kTarget) name = "no stage " + name;
      if (undecided.cause == UndecidedRead::Cause::kStage) name = "no stage " + name;
      Find({.code = AuditCode::kContextUndecided,
            .service = audited.image->shown_as,
            .file = files.dockerfile,
            .line = undecided.line,
            .name = std::move(name),
            .paths = paths});
    }
  }

  void FindImages(const AuditedBuild& audited) {
    const AuditedImage& image = *audited.image;
    const BuildFiles& files = audited.files;
    std::set<std::string> used;
    for (const ImageUse& use : files.reads.images) {
      AuditFinding finding{.service = image.shown_as, .file = files.dockerfile, .line = use.line};
      if (const AuditedImage* base = names_.Find(use.name)) {
        used.insert(base->image);
        if (base == &image || std::ranges::find(image.from, base->image) != image.from.end()) {
          continue;
        }
        finding.code = AuditCode::kImageMissing;
        finding.name = base->image;
        Find(std::move(finding));
        continue;
      }
      if (use.kind == ImageUse::Kind::kFrom || use.name.find_first_of(":/@") != std::string::npos) {
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
    const bool all_known =
        files.state == BuildFiles::State::kRead &&
        std::ranges::none_of(files.reads.undecided, [](const UndecidedRead& each) {
          return each.cause != UndecidedRead::Cause::kFlag;
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

  void FindDeadInputs(const AuditedBuild& audited) {
    const BuildFiles& files = audited.files;
    std::vector<std::string> dead;
    for (const RepoPath& input : audited.image->own_inputs) {
      const bool describes = input.bytes() == files.dockerfile ||
                             (files.ignore_file && input.bytes() == *files.ignore_file);
      if (describes || !files_.At(input).Exists()) continue;
      const bool is_read = std::ranges::any_of(files.reads.reads, [&](const ContextRead& read) {
        const auto context = files.contexts.find(read.context);
        if (context == files.contexts.end()) return false;
        ContextWalk walk(files_, context->second);
        return walk.TakesAny(walk.Resolved(read), input) || walk.TakesAny(read, input);
      });
      if (!is_read) dead.push_back(input.bytes());
    }
    if (dead.empty()) return;
    Find({.code = AuditCode::kInputDead,
          .service = audited.image->shown_as,
          .file = request_.config_file,
          .paths = std::move(dead)});
  }

  // Every Dockerfile of the tree that no image is built with.
  void FindUnusedDockerfiles() {
    std::set<std::string> used;
    for (const auto& [name, build] : builds_) used.insert(build->files.dockerfile);
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
  ImageNames names_;
  std::map<std::string, std::unique_ptr<AuditedBuild>> builds_;
  std::vector<AuditFinding> findings_;
};

}  // namespace

std::vector<AuditFinding> Audit(const AuditRequest& request, workspace::TreeFiles& files) {
  return Auditor(request, files).Run();
}

}  // namespace deltaplan::planner
