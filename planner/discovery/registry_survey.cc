#include "planner/discovery/registry_survey.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>
#include <tuple>
#include <utility>

#include "tfvars/text/ascii.h"
#include "tfvars/text/image_reference.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

constexpr char kNoText = '\0';

// Where pipelines and scripts that push images are written.
constexpr std::array<std::string_view, 5> kDirectories{"", ".github/workflows", ".circleci",
                                                       ".buildkite", "scripts"};
constexpr std::array<std::string_view, 6> kKinds{".yml",      ".yaml",        ".sh",
                                                 "/Makefile", "/Jenkinsfile", "/justfile"};

bool IsNameCharacter(char c) {
  return tfvars::IsDigit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
}

// What any registry takes for a part of a name: separators stand alone, and between others.
bool IsPlainPart(std::string_view part) {
  bool is_separated = true;
  for (const char c : part) {
    const bool is_separator = c == '.' || c == '_' || c == '-';
    if (!IsNameCharacter(c) || (is_separator && is_separated)) return false;
    is_separated = is_separator;
  }
  return !is_separated;
}

// Whether a configuration can have the pattern, whose {image} is at its end.
bool IsPlainPattern(std::string_view pattern) {
  constexpr std::string_view kImage = "{image}";
  const std::size_t image = pattern.find(kImage);
  std::string name(pattern.substr(0, image));
  name += 'x';
  name += pattern.substr(image + kImage.size());
  const std::size_t slash = name.find('/');
  const auto is_of_host = [](char c) { return IsNameCharacter(c) || c == ':'; };
  if (!std::ranges::all_of(name.substr(0, slash), is_of_host)) return false;
  for (std::size_t at = slash; at != std::string::npos;) {
    const std::size_t next = name.find('/', at + 1);
    const std::size_t size = next == std::string::npos ? next : next - at - 1;
    if (!IsPlainPart(std::string_view(name).substr(at + 1, size))) return false;
    at = next;
  }
  return true;
}

// An account's or a team's own registry: images need no further part of a name there.
bool IsOwnHost(std::string_view host) {
  const bool is_ecr = host.find(".dkr.ecr.") == 12 &&
                      std::ranges::all_of(host.substr(0, 12), tfvars::IsDigit) &&
                      host.find(".amazonaws.com") != std::string_view::npos;
  return is_ecr || host.ends_with(".azurecr.io");
}

bool IsRegistryHost(std::string_view host) {
  constexpr std::array<std::string_view, 5> kHosts{"ghcr.io", "gcr.io", "quay.io", "docker.io",
                                                   "registry.gitlab.com"};
  return IsOwnHost(host) || Has(kHosts, host) || host.ends_with(".gcr.io") ||
         host.ends_with("-docker.pkg.dev") || host.ends_with(".jfrog.io");
}

// Behind what stands for something else and begins here; `at` where nothing does.
std::size_t SkipTemplate(std::string_view text, std::size_t at) {
  if (text[at] != '$' && text[at] != '{') return at;
  constexpr std::size_t kLongest = 200;
  const std::string_view rest = text.substr(at, kLongest);
  const std::string_view line = rest.substr(0, rest.find('\n'));
  for (const auto& [opening, closing] :
       {std::pair<std::string_view, std::string_view>("${{", "}}"), {"{{", "}}"}, {"$(", ")"}}) {
    if (!line.starts_with(opening)) continue;
    const std::size_t end = line.find(closing);
    return end == line.npos ? at : at + end + closing.size();
  }
  if (line.starts_with("${")) {
    std::size_t depth = 0;
    for (std::size_t i = 1; i < line.size(); ++i) {
      if (line[i] == '{') ++depth;
      if (line[i] == '}' && --depth == 0) return at + i + 1;
    }
    return at;
  }
  std::size_t end = 1;
  const auto is_word = [](char c) { return tfvars::IsLetterOrDigit(c) || c == '_'; };
  while (line.starts_with('$') && end < line.size() && is_word(line[end])) ++end;
  return end > 1 ? at + end : at;
}

std::string WithoutTemplates(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t behind = SkipTemplate(text, at);
    result += behind > at ? kNoText : text[at] == kNoText ? ' ' : text[at];
    at = std::max(behind, at + 1);
  }
  return result;
}

// An image that a file names, as a pattern for all.
struct Claim {
  std::string pattern;
  std::string image;  // "" where the file names none
  std::string file;
  bool is_sure = false;
  bool is_host = false;  // the registry alone, of which the pattern is made up
};

class RepositoryFinder {
 public:
  RepositoryFinder(workspace::TreeFiles& files, const TreeSurvey& survey,
                   const FoundPlatform& found)
      : files_(files) {
    for (const FoundService& service : found.services) {
      images_.insert(service.image ? *service.image : service.name);
    }
    all_are_names_ = AreNames(images_) && std::ranges::all_of(found.images, [](const auto& image) {
                       return AreNames({image.name});
                     });
    for (const FoundService& service : found.services) {
      for (const std::string& tag : service.build.tags) {
        AddReference(tag, service.build.said_in, IsWrittenOut(tag, service.build.said_in), claims_);
      }
    }
    for (const RepoPath& path : survey.terraform) AddFile(path, true);
    for (const RepoPath& path : survey.variables) AddFile(path, false);
    for (const std::string_view directory : kDirectories) {
      const RepoPath place = RepoPath::FromCanonical(std::string(directory));
      for (const workspace::NamedEntry& entry : files_.List(place)) {
        const std::string name = "/" + entry.name;
        const auto is_kind = [&](std::string_view kind) { return name.ends_with(kind); };
        const bool is_lockfile = entry.name.find("-lock.") != std::string::npos;
        if (!workspace::TreeFiles::IsFile(entry.state) || is_lockfile) continue;
        if (std::ranges::any_of(kKinds, is_kind)) AddFile(place.Child(entry.name), false);
      }
    }
  }

  std::optional<FoundRepository> For(const FoundEnvironment& environment,
                                     const std::set<std::string>& others) const {
    std::vector<Claim> claims;
    for (const Claim& claim : claims_) {
      if (!NamesOther(claim.file, environment.name, others)) claims.push_back(claim);
    }
    for (const auto& [name, image] : environment.images) {
      AddReference(image, environment.file, true, claims);
    }
    if (claims.empty()) return std::nullopt;
    std::map<std::string, std::set<std::string>> images;  // by pattern
    for (const Claim& claim : claims) {
      std::set<std::string>& named = images[claim.pattern];
      if (!claim.image.empty()) named.insert(claim.image);
    }
    const auto best = std::ranges::max_element(claims, {}, [&](const Claim& claim) {
      return std::tuple(claim.is_sure, images.at(claim.pattern).size());
    });
    const bool all_agree = std::ranges::all_of(
        claims, [&](const Claim& claim) { return AgreesWith(best->pattern, claim); });
    return FoundRepository{
        .pattern = best->pattern,
        .why = best->file,
        .is_certain = all_are_names_ && all_agree && SurelyNamed(claims) == images_};
  }

 private:
  static bool AgreesWith(const std::string& pattern, const Claim& claim) {
    const std::string host = claim.pattern.substr(0, claim.pattern.find('/') + 1);
    return claim.pattern == pattern || (claim.is_host && pattern.starts_with(host));
  }

  static bool AreNames(const std::set<std::string>& names) {
    return std::ranges::all_of(names, IsPlainPart);
  }

  static std::set<std::string> SurelyNamed(const std::vector<Claim>& claims) {
    std::set<std::string> named;
    for (const Claim& claim : claims) {
      if (claim.is_sure) named.insert(claim.image);
    }
    return named;
  }

  // Whether a word of the path is another environment, and none is this one.
  static bool NamesOther(std::string_view path, const std::string& own,
                         const std::set<std::string>& others) {
    bool names_other = false;
    std::string word;
    for (const char c : std::string(path) + "/") {
      if (c != '/' && c != '.') {
        word += c;
        continue;
      }
      if (word == own) return false;
      names_other = names_other || others.contains(word);
      word.clear();
    }
    return names_other;
  }

  // `sure` where it names an image of ours and is written out.
  void Add(const ImageMention& mention, const std::string& file, bool is_sure,
           std::vector<Claim>& claims) const {
    const std::size_t slash = mention.repository.rfind('/');
    const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
    const std::string place = mention.host + "/" + mention.repository.substr(0, begin);
    std::string last = mention.repository.substr(begin);
    if (place.find(kNoText) != std::string::npos) return;
    Claim claim{.pattern = {}, .image = {}, .file = file};
    if (const std::size_t hole = last.find(kNoText); hole != std::string::npos) {
      if (last.find(kNoText, hole + 1) != std::string::npos) return;
      last.replace(hole, 1, "{image}");
    } else if (mention.repository.empty()) {
      if (!IsOwnHost(mention.host)) return;
      last = "{image}";
      claim.is_host = true;
    } else {
      const auto [image, at] = ImageIn(last);
      if (image.empty()) return;
      last.replace(at, image.size(), "{image}");
      claim.image = image;
      claim.is_sure = is_sure;
    }
    claim.pattern = place + last;
    if (IsPlainPattern(claim.pattern)) claims.push_back(std::move(claim));
  }

  // The longest image that is a whole word of the name: "web" of "shop-web".
  std::pair<std::string, std::size_t> ImageIn(const std::string& name) const {
    std::pair<std::string, std::size_t> found;
    const auto is_edge = [&](std::size_t i) {
      return i >= name.size() || name[i] == '-' || name[i] == '_' || name[i] == '.';
    };
    for (const std::string& image : images_) {
      const std::size_t at = name.find(image);
      if (at == std::string::npos || image.size() <= found.first.size()) continue;
      if ((at == 0 || is_edge(at - 1)) && is_edge(at + image.size())) found = {image, at};
    }
    return found;
  }

  // A variable that the environment may give another value has a part in it otherwise.
  bool IsWrittenOut(std::string_view reference, const std::string& file) {
    const auto text = files_.ReadText(RepoPath::FromCanonical(file));
    const std::string_view name = tfvars::ParseImageReference(reference).repository;
    return text && std::string_view(*text).find(name) != std::string_view::npos;
  }

  void AddFile(const RepoPath& path, bool is_sure) {
    const auto text = files_.ReadText(path);
    if (!text) return;
    for (const ImageMention& mention : ImageMentionsIn(*text)) {
      Add(mention, path.bytes(), is_sure, claims_);
    }
  }

  // A whole reference, to whatever registry but one of this machine.
  void AddReference(std::string_view reference, const std::string& file, bool is_sure,
                    std::vector<Claim>& claims) const {
    const std::string_view name = tfvars::ParseImageReference(reference).repository;
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) return;
    const std::string_view host = name.substr(0, slash);
    const bool is_host = host.find('.') != host.npos || host.find(':') != host.npos;
    const std::string_view repository = name.substr(slash + 1);
    const bool is_here = host.starts_with("localhost") || host.starts_with("127.");
    if (!is_host || is_here || repository.find('{') != repository.npos) return;
    Add({.host = std::string(host), .repository = std::string(repository)}, file, is_sure, claims);
  }

  workspace::TreeFiles& files_;
  std::set<std::string> images_;
  bool all_are_names_ = false;  // that registries take
  std::vector<Claim> claims_;
};

}  // namespace

std::vector<ImageMention> ImageMentionsIn(std::string_view text) {
  const std::string plain = WithoutTemplates(text);
  const auto is_part = [](char c) { return IsNameCharacter(c) || c == '/' || c == kNoText; };
  std::vector<ImageMention> mentions;
  for (std::size_t at = 0; at < plain.size();) {
    std::size_t end = at;
    while (end < plain.size() && is_part(plain[end])) ++end;
    std::string_view word = std::string_view(plain).substr(at, end - at);
    at = end + 1;
    while (word.starts_with('/')) word.remove_prefix(1);  // of "https://"
    const std::string_view host = word.substr(0, word.find('/'));
    if (!IsRegistryHost(host)) continue;
    std::string_view repository = word.substr(std::min(word.size(), host.size() + 1));
    while (repository.ends_with('/')) repository.remove_suffix(1);
    mentions.push_back({.host = std::string(host), .repository = std::string(repository)});
  }
  return mentions;
}

void FindRepositories(workspace::TreeFiles& files, const TreeSurvey& survey, FoundPlatform& found) {
  const RepositoryFinder finder(files, survey, found);
  std::set<std::string> names;
  for (const FoundEnvironment& environment : found.environments) names.insert(environment.name);
  for (FoundEnvironment& environment : found.environments) {
    environment.repository = finder.For(environment, names);
  }
  if (found.environments.empty()) found.repository = finder.For({}, {});
}

}  // namespace deltaplan::planner
