#include "planner/containers/compose_file.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "documents/yaml.h"
#include "planner/containers/compose_text.h"
#include "planner/containers/path_match.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

// A service before it is known whether it is built: others may extend it.
struct ComposeService {
  RawTarget target;
  bool is_built = false;
  std::optional<std::string> extends = {};       // a service
  std::optional<std::string> extends_file = {};  // from the root; nullopt: of its own file
};

using ComposeServices = std::map<std::string, ComposeService>;

// What hangs on where a file lies.
struct ComposePlace {
  std::string directory;  // that paths are relative to; "" is the root
  ComposeVariables variables;
};

bool IsNull(const documents::Value& value) {
  const bool is_plain = value.kind() == documents::Kind::kPlain;
  return !value.Exists() ||
         (is_plain && (value.text().empty() || value.text() == "null" || value.text() == "~"));
}

std::string DirectoryOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

// A context as it is written in a file of `directory`.
std::string ContextFrom(const std::string& directory, std::string text) {
  for (const char* remote : {"github.com/", "git@", "service:", "target:"}) {
    if (text.starts_with(remote)) return text;
  }
  const bool is_placed = directory.empty() || text.starts_with('/') || text.empty() ||
                         text.find("://") != std::string::npos;
  return is_placed ? text : directory + "/" + text;
}

// One service's own words.
class ServiceReader {
 public:
  ServiceReader(const std::string& file, const ComposePlace& place) : file_(file), place_(place) {}

  ComposeService Read(const std::string& name, const documents::Value& entry) {
    service_.target = {.name = name, .file = file_};
    if (!IsNull(entry["build"])) ReadBuild(entry["build"]);
    if (entry["image"].IsText()) {
      // What is in a tag says nothing of what is read.
      std::set<std::string> of_tags;
      const auto image = ComposeText(entry["image"].text(), place_.variables, of_tags);
      if (image) service_.target.tags.push_back(*image);
    }
    const documents::Value extends = entry["extends"];
    const documents::Value base = extends.IsMap() ? extends["service"] : extends;
    if (!IsNull(base)) {
      service_.extends = Of(base);
      if (!service_.extends) service_.target.undecided.insert("extends");
    }
    if (extends.IsMap() && !IsNull(extends["file"])) {
      const KnownText written = Of(extends["file"]);
      if (!written) service_.target.undecided.insert("extends");
      service_.extends_file = CleanedPath(ContextFrom(place_.directory, written.value_or("")));
    }
    return std::move(service_);
  }

 private:
  KnownText Of(const documents::Value& value) {
    return ComposeText(value.text(), place_.variables, service_.target.from_environment);
  }

  KnownText ContextOf(const documents::Value& value) {
    KnownText text = Of(value);
    if (text) text = ContextFrom(place_.directory, *std::move(text));
    return text;
  }

  void ReadBuild(const documents::Value& build) {
    RawTarget& target = service_.target;
    service_.is_built = true;
    if (build.IsText()) {
      target.context = ContextOf(build);
      return;
    }
    const auto take = [&](std::string_view key, std::optional<KnownText>& field) {
      if (!IsNull(build[key])) field = Of(build[key]);
    };
    if (!IsNull(build["context"])) target.context = ContextOf(build["context"]);
    take("dockerfile", target.dockerfile);
    take("dockerfile_inline", target.dockerfile_text);
    take("target", target.target);
    TakeNamed(build["args"], false, target.args);
    TakeNamed(build["additional_contexts"], true, target.contexts);
    TakeNamed(build["x-bake"]["contexts"], true, target.contexts);
    for (const documents::Value tags : {build["tags"], build["x-bake"]["tags"]}) {
      for (const documents::Value tag : tags.items()) {
        std::set<std::string> of_tags;
        const auto text = ComposeText(tag.text(), place_.variables, of_tags);
        if (text) target.tags.push_back(*text);
      }
    }
  }

  // Names with values, as a map or as a list of "name=value". Without a value it comes from the
  // environment.
  void TakeNamed(const documents::Value& value, bool is_context,
                 std::map<std::string, KnownText>& into) {
    const auto take = [&](std::string name, const KnownText& text) {
      into[std::move(name)] =
          text && is_context ? KnownText(ContextFrom(place_.directory, *text)) : text;
    };
    for (const auto& [name, member] : value.members()) {
      take(std::string(name), IsNull(member) ? Given(name) : Of(member));
    }
    for (const documents::Value item : value.items()) {
      const KnownText text = Of(item);
      const std::string written = text.value_or(item.str());
      const std::size_t equals = written.find('=');
      const std::string name = written.substr(0, equals);
      if (equals == std::string::npos) {
        take(name, text ? Given(name) : std::nullopt);
      } else {
        take(name, text ? KnownText(written.substr(equals + 1)) : std::nullopt);
      }
    }
  }

  KnownText Given(std::string_view name) {
    const auto found = place_.variables.find(name);
    if (found == place_.variables.end()) return std::nullopt;
    service_.target.from_environment.emplace(name);
    return found->second;
  }

  const std::string& file_;
  const ComposePlace& place_;
  ComposeService service_;
};

void MergeService(const ComposeService& from, ComposeService& onto) {
  std::vector<std::string> tags = onto.target.tags;
  tags.insert(tags.end(), from.target.tags.begin(), from.target.tags.end());
  MergeTarget(from.target, onto.target);
  onto.target.tags = std::move(tags);
  onto.is_built = onto.is_built || from.is_built;
}

class ProjectReader {
 public:
  explicit ProjectReader(workspace::TreeFiles& files) : files_(files) {}

  ComposeProject Run(const std::vector<std::string>& paths) {
    ComposePlace place;
    AddDotEnv(".env", false, place.variables);
    if (place.variables.contains("COMPOSE_FILE")) Refuse(".env", "COMPOSE_FILE is not followed");
    ComposeProject project;
    for (auto& [name, service] : Load(paths, place, {})) {
      if (service.is_built) project.services.emplace(name, std::move(service.target));
    }
    project.unread = std::move(unread_);
    return project;
  }

 private:
  // So many files no project has; each is read as often as it is included.
  static constexpr std::size_t kMostFiles = 1'000;
  static constexpr std::size_t kDeepestInclude = 40;
  static constexpr std::size_t kMostExtensions = 100;

  void Refuse(const std::string& file, std::string why) {
    unread_.push_back({file, std::move(why)});
  }

  std::optional<std::string> TextOf(const std::string& path) {
    const auto at = path.starts_with("../") || path.starts_with('/') || path == ".."
                        ? std::nullopt
                        : std::optional(RepoPath::FromCanonical(path));
    return at ? files_.ReadText(*at) : std::nullopt;
  }

  void AddDotEnv(const std::string& path, bool is_needed, ComposeVariables& variables) {
    const auto text = TextOf(path);
    if (!text) {
      if (is_needed) Refuse(path, "this file of variables can't be read");
      return;
    }
    if (auto more = WithDotEnv(*text, variables)) {
      variables = *std::move(more);
    } else {
      Refuse(path, "its variables can't be read as compose reads them");
    }
  }

  // The services of files that go one over the other, with all that they include and extend.
  ComposeServices Load(const std::vector<std::string>& paths, const ComposePlace& place,
                       const std::vector<std::string>& including) {
    ComposeServices all;
    for (const std::string& path : paths) {
      const auto text = TextOf(path);
      if (!text || ++read_ > kMostFiles) {
        Refuse(including.empty() ? path : including.back(),
               text ? "too many files are included"
               : including.empty()
                   ? "its bytes are not in this clone"
                   : fmt::format("the file {} that it includes can't be read", path));
        continue;
      }
      ReadStream(path, *text, [&](const documents::Value& root) {
        ComposeServices own = ServicesOf(path, root, place);
        if (!IsNull(root["include"])) {
          std::vector<std::string> further = including;
          further.push_back(path);
          ComposeServices whole;
          for (const documents::Value item : root["include"].items())
            Include(item, place, further, whole);
          for (auto& [name, service] : own) MergeInto(name, service, whole);
          own = std::move(whole);
        }
        const ComposeServices written = own;
        for (auto& [name, service] : own) Extend(path, place, written, service);
        for (const auto& [name, service] : own) MergeInto(name, service, all);
      });
    }
    return all;
  }

  template <typename Use>
  void ReadStream(const std::string& path, const std::string& text, Use use) {
    if (text.find("!reset") != std::string::npos || text.find("!override") != std::string::npos) {
      Refuse(path, "the tags !reset and !override are not followed");
    }
    auto parsed = documents::ReadYamlStream(text, documents::YamlReferences::kFollowed);
    if (const auto* wrong = std::get_if<documents::ReadError>(&parsed)) {
      return Refuse(path, wrong->message);
    }
    for (const documents::Document& document : std::get<std::vector<documents::Document>>(parsed)) {
      use(document.root());
    }
  }

  ComposeServices ServicesOf(const std::string& path, const documents::Value& root,
                             const ComposePlace& place) {
    ComposeServices services;
    for (const auto& [name, entry] : root["services"].members()) {
      services.emplace(name, ServiceReader(path, place).Read(std::string(name), entry));
    }
    return services;
  }

  static void MergeInto(const std::string& name, const ComposeService& service,
                        ComposeServices& all) {
    const auto [found, is_new] = all.try_emplace(name, service);
    if (is_new) return;
    MergeService(service, found->second);
    found->second.extends = service.extends;
    found->second.extends_file = service.extends_file;
  }

  // One entry of `include`: a path, or an object with one or several that go one over the other.
  void Include(const documents::Value& item, const ComposePlace& place,
               const std::vector<std::string>& including, ComposeServices& into) {
    std::set<std::string> used;
    bool is_known = true;
    const auto texts = [&](const documents::Value& value) {
      std::vector<std::string> result;
      const auto add = [&](const documents::Value& each) {
        const KnownText text = ComposeText(each.text(), place.variables, used);
        is_known = is_known && text;
        if (text) result.push_back(CleanedPath(ContextFrom(place.directory, *text)));
      };
      if (value.IsText()) add(value);
      for (const documents::Value each : value.items()) add(each);
      return result;
    };
    const std::vector<std::string> paths = texts(item.IsMap() ? item["path"] : item);
    const std::vector<std::string> directory = texts(item["project_directory"]);
    const std::vector<std::string> variables = texts(item["env_file"]);
    if (!is_known || paths.empty()) {
      return Refuse(including.back(), "which files it includes can't be told");
    }
    if (std::ranges::find(including, paths.front()) != including.end()) {
      return Refuse(including.back(), "it includes itself");
    }
    if (including.size() > kDeepestInclude) {
      return Refuse(including.back(), "it is included too deep");
    }
    ComposePlace inside{
        .directory = directory.empty() ? DirectoryOf(paths.front()) : directory.front(),
        .variables = place.variables};
    if (inside.directory == ".") inside.directory.clear();
    for (const std::string& file : variables) {
      if (file != "/dev/null") AddDotEnv(file, true, inside.variables);
    }
    if (variables.empty()) {
      AddDotEnv((inside.directory.empty() ? "" : inside.directory + "/") + ".env", false,
                inside.variables);
    }
    for (auto& [name, service] : Load(paths, inside, including)) {
      // What says nothing is meant from the directory of the included project.
      if (service.is_built && !service.target.context) {
        service.target.context = KnownText(inside.directory.empty() ? "." : inside.directory);
      }
      MergeInto(name, service, into);
    }
  }

  // Puts what a service extends under what it says itself.
  void Extend(const std::string& path, const ComposePlace& place, const ComposeServices& written,
              ComposeService& service) {
    std::vector<ComposeService> chain;
    const ComposeServices* services = &written;
    const ComposeService* at = &service;
    while (at->extends) {
      if (at->extends_file) services = &BaseServices(*at->extends_file, place.variables);
      const auto base = services->find(*at->extends);
      if (base == services->end() || chain.size() == kMostExtensions) {
        Refuse(path, fmt::format("what its service {} extends can't be read", service.target.name));
        service.target.undecided.insert("extends");
        break;
      }
      at = &base->second;
      chain.push_back(*at);
    }
    if (chain.empty()) return;
    ComposeService whole = std::move(chain.back());
    chain.pop_back();
    for (auto each = chain.rbegin(); each != chain.rend(); ++each) MergeService(*each, whole);
    MergeService(service, whole);
    whole.target.name = service.target.name;
    whole.extends.reset();
    whole.extends_file.reset();
    service = std::move(whole);
  }

  // Those of a file that is only extended from; none where it can't be read. Its paths are relative
  // to its own directory.
  const ComposeServices& BaseServices(const std::string& path, const ComposeVariables& variables) {
    const auto [found, is_new] = bases_.try_emplace({path, variables});
    ComposeServices& services = found->second;
    const auto text = is_new ? TextOf(path) : std::nullopt;
    if (!text) return services;
    const ComposePlace place{.directory = DirectoryOf(path), .variables = variables};
    ReadStream(path, *text, [&](const documents::Value& root) {
      for (auto& [name, service] : ServicesOf(path, root, place)) {
        MergeInto(name, service, services);
      }
    });
    return services;
  }

  workspace::TreeFiles& files_;
  std::map<std::pair<std::string, ComposeVariables>, ComposeServices> bases_;
  std::vector<UnreadListing> unread_;
  std::size_t read_ = 0;
};

}  // namespace

ComposeProject ReadComposeProject(workspace::TreeFiles& files,
                                  const std::vector<std::string>& paths) {
  return ProjectReader(files).Run(paths);
}

}  // namespace deltaplan::planner
