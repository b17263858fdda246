#include "planner/discovery/config_draft.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <tuple>
#include <utility>

#include "planner/model/placeholders.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  JsonWriter(out).String(text);
  return out;
}

template <typename Texts>
std::string List(const Texts& texts) {
  std::string out = "[";
  for (const auto& text : texts) out += (out.size() > 1 ? ", " : "") + Quoted(text);
  return out + "]";
}

// Names and paths in a comment: nothing in them ends the line.
std::string Shown(std::string_view text) { return DisplayText(text); }

// How an image is built, with {image} in the place of its name: images with the same words share
// one entry.
struct BuildWords {
  std::string context;
  std::string dockerfile;  ///< relative to the context
  std::optional<std::string> target = {};
  std::map<std::string, std::string> args = {};
  auto operator<=>(const BuildWords&) const = default;
};

std::string Generalized(std::string text, const std::string& image) {
  std::string result;
  std::size_t at = 0;
  while (true) {
    const std::size_t found = image.empty() ? std::string::npos : text.find(image, at);
    if (found == std::string::npos) break;
    // Only as a whole word: "api" in "api-gateway" is another name.
    const auto is_edge = [&](std::size_t i) {
      return i >= text.size() || text[i] == '/' || text[i] == '.';
    };
    const bool whole = (found == 0 || is_edge(found - 1)) && is_edge(found + image.size());
    result += text.substr(at, found - at) + (whole ? "{image}" : image);
    at = found + image.size();
  }
  return result + text.substr(at);
}

BuildWords WordsOf(const ContainerBuild& build, const std::string& image, bool general) {
  BuildWords words{.context = build.context, .dockerfile = build.dockerfile};
  if (!build.context.empty() && words.dockerfile.starts_with(build.context + "/")) {
    words.dockerfile.erase(0, build.context.size() + 1);
  } else if (!build.context.empty()) {
    // Out of the context, as bake files write it.
    std::string up;
    for (std::size_t i = 0; i <= static_cast<std::size_t>(std::ranges::count(build.context, '/'));
         ++i) {
      up += "../";
    }
    words.dockerfile = up + words.dockerfile;
  }
  words.target = build.target;
  words.args = build.args;
  if (!general) return words;
  words.context = Generalized(words.context, image);
  words.dockerfile = Generalized(words.dockerfile, image);
  for (auto& [name, value] : words.args) value = Generalized(value, image);
  return words;
}

std::string BuildText(const BuildWords& words) {
  std::string text =
      fmt::format(R"({{ "context": {}, "dockerfile": {})",
                  Quoted(words.context.empty() ? "." : words.context), Quoted(words.dockerfile));
  if (words.target) text += R"(, "target": )" + Quoted(*words.target);
  if (!words.args.empty()) {
    text += R"(, "args": {)";
    bool first = true;
    for (const auto& [name, value] : words.args) {
      text += fmt::format("{} {}: {}", first ? "" : ",", Quoted(name), Quoted(value));
      first = false;
    }
    text += " }";
  }
  return text + " }";
}

// Lines of a list or an object, each with the comment that stands above it.
class Entries {
 public:
  void Add(std::string why, std::string text) {
    entries_.emplace_back(std::move(why), std::move(text));
  }
  bool IsEmpty() const { return entries_.empty(); }
  std::string Text(std::string_view indentation) const {
    std::string out;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const auto& [why, text] = entries_[i];
      if (!why.empty()) out += fmt::format("{}// {}\n", indentation, why);
      out += fmt::format("{}{}{}\n", indentation, text, i + 1 < entries_.size() ? "," : "");
    }
    return out;
  }

 private:
  std::vector<std::pair<std::string, std::string>> entries_;
};

const std::string& ImageOf(const FoundService& service) {
  return service.image ? *service.image : service.name;
}

std::string ServicesText(const ConfigDraft& draft) {
  Entries entries;
  for (const FoundService& service : draft.found.services) {
    std::string text = fmt::format(R"({{ "name": {}, "path": {})", Quoted(service.name),
                                   Quoted(service.path.IsRoot() ? "." : service.path.bytes()));
    std::string why = Shown(service.why);
    if (service.path.IsRoot()) why += R"(; all counts, but for what "ignore" names: ["infra/**"])";
    if (service.is_in_terraform) why += "; Terraform has the name, too";
    const auto inputs = draft.fixes.inputs.find(service.name);
    if (inputs != draft.fixes.inputs.end()) {
      text += R"(, "inputs": )" + List(inputs->second);
      why += "; its Dockerfile reads the inputs";
    }
    if (service.image) {
      text += R"(, "image": )" + Quoted(*service.image);
      why += "; Dockerfiles call its image otherwise";
    }
    entries.Add(std::move(why), text + " }");
  }
  return entries.Text("    ");
}

std::string ImagesText(const ConfigDraft& draft, const std::optional<BuildWords>& common) {
  Entries entries;
  const auto from_of = [&](const std::string& name) {
    const auto found = draft.fixes.from.find(name);
    return found == draft.fixes.from.end() ? std::string() : R"(, "from": )" + List(found->second);
  };
  for (const FoundImage& image : draft.found.images) {
    std::string text = fmt::format(R"({{ "name": {})", Quoted(image.name));
    if (image.path) text += R"(, "path": )" + Quoted(image.path->bytes());
    std::set<std::string> inputs;
    if (!image.path) inputs.insert(image.build.dockerfile);
    const auto read = draft.fixes.inputs.find(image.name);
    if (read != draft.fixes.inputs.end()) inputs.insert(read->second.begin(), read->second.end());
    if (!inputs.empty()) text += R"(, "inputs": )" + List(inputs);
    text += from_of(image.name);
    text += R"(, "build": )" + BuildText(WordsOf(image.build, image.name, false)) + " }";
    entries.Add("other images are built FROM it", std::move(text));
  }
  for (const FoundService& service : draft.found.services) {
    const std::string from = from_of(service.name);
    const bool is_common = common && WordsOf(service.build, ImageOf(service), true) == *common;
    if (from.empty() && is_common) continue;
    std::string text = fmt::format(R"({{ "name": {}{})", Quoted(ImageOf(service)), from);
    std::string why = from.empty() ? "" : "its FROM names them";
    if (!is_common) {
      text += R"(, "build": )" + BuildText(WordsOf(service.build, ImageOf(service), false));
      why +=
          (why.empty() ? "" : "; ") + std::string("built with ") + Shown(service.build.dockerfile);
    }
    entries.Add(std::move(why), text + " }");
  }
  return entries.Text("    ");
}

// The words of most images, where at least two have the same.
std::optional<BuildWords> CommonBuild(const FoundPlatform& found) {
  std::map<BuildWords, std::size_t> counts;
  for (const FoundService& service : found.services) {
    ++counts[WordsOf(service.build, ImageOf(service), true)];
  }
  std::optional<BuildWords> best;
  std::size_t most = 1;
  for (const auto& [words, count] : counts) {
    if (count <= most) continue;
    best = words;
    most = count;
  }
  return best;
}

// Where images are pushed, and what says so. For a comment where that is not certain.
struct RepositoryWords {
  std::string why;
  std::string entry;
  bool is_certain = false;
};

RepositoryWords WordsOf(const std::optional<FoundRepository>& found) {
  const auto entry = [](std::string_view pattern) { return R"("repository": )" + Quoted(pattern); };
  if (!found) {
    return {.why = "where images are pushed is not known",
            .entry = entry("registry.example.com/{image}")};
  }
  const std::string where = Shown(found->why);
  return {.why = found->is_certain
                     ? fmt::format("where images are pushed: {} names each", where)
                     : fmt::format("where images are pushed is not certain; {} has it from", where),
          .entry = entry(found->pattern),
          .is_certain = found->is_certain};
}

std::string RepositoryText(const std::optional<FoundRepository>& found) {
  const RepositoryWords words = WordsOf(found);
  return words.is_certain ? fmt::format("      // {}\n      {},\n", words.why, words.entry)
                          : fmt::format("      // {}:\n      // {}\n", words.why, words.entry);
}

// Without a tag map nothing names an environment: one stands here only where something has to.
std::string NoEnvironmentText(const std::optional<FoundRepository>& found) {
  const RepositoryWords words = WordsOf(found);
  if (!words.is_certain) {
    return fmt::format(
        "\n  // {}; with what is live (docs/live.md) it stands in an environment:\n"
        "  // , \"environments\": {{ \"prod\": {{ {} }} }}",
        words.why, words.entry);
  }
  return fmt::format(
      ",\n  \"environments\": {{\n"
      "    // nothing tells what it is called, nor what is live: docs/live.md\n"
      "    \"prod\": {{\n      // {}\n      {}\n    }}\n  }}",
      words.why, words.entry);
}

std::string EnvironmentText(const FoundEnvironment& found) {
  std::string text = fmt::format("    // {}\n    {}: {{\n", Shown(found.why), Quoted(found.name));
  text += fmt::format("      // {} holds the tag map\n", Shown(found.file));
  text += fmt::format("      \"image_tags\": {{ \"file\": {}, \"variable\": {}{} }},\n",
                      Quoted(found.file), Quoted(found.variable),
                      found.is_scalar ? R"(, "form": "scalar")" : "");
  text += RepositoryText(found.repository);
  text += "      // what is live is what the map says; an API that knows what runs is better\n";
  text += "      \"live\": [{ \"from\": \"image_tags\" }]";
  if (found.terraform) {
    text += ",\n      // the root module that the map is for; addresses are found in its files\n";
    const bool is_shared = !NamesService(*found.terraform) && !found.workspace &&
                           std::ranges::any_of(found.var_files, NamesService);
    if (is_shared) {
      text +=
          "      // Terraform runs there once for each service: \"workspace\" says in whose "
          "state\n";
    }
    text += fmt::format("      \"terraform\": {{ \"dir\": {}",
                        Quoted(found.terraform->empty() ? "." : *found.terraform));
    if (found.workspace) text += R"(, "workspace": )" + Quoted(*found.workspace);
    if (!found.var_files.empty()) text += R"(, "var_files": )" + List(found.var_files);
    text += R"(, "targets": "auto" })";
  }
  return text + "\n    }";
}

std::string EnvironmentsText(const std::vector<FoundEnvironment>& environments) {
  std::string text;
  for (const FoundEnvironment& each : environments) {
    text += (text.empty() ? "" : ",\n") + EnvironmentText(each);
  }
  return text + "\n";
}

// Who depends on what.
std::string DependenciesText(const FoundPlatform& found) {
  std::string text;
  if (found.workspace) {
    text += fmt::format(",\n  // manifests say who depends on what: {}\n",
                        Shown(fmt::format("{}", fmt::join(found.workspace->roots, ", "))));
    text += "  \"dependencies\": \"workspace\"";
    if (found.workspace->has_lockfile) {
      text +=
          ",\n  // a lockfile counts for whom it concerns; \"whole\" where images install more "
          "than "
          "their own\n  \"lockfile\": \"precise\"";
    }
  } else if (!found.packages.empty()) {
    text += ",\n  // every package counts for every service\n  \"dependencies\": \"all\"";
  }
  return text;
}

}  // namespace

std::string ConfigText(const ConfigDraft& draft) {
  const FoundPlatform& found = draft.found;
  const std::optional<BuildWords> common = CommonBuild(found);
  std::string text = "// Written by deltaplan init. docs/configuration.md explains each key.\n{\n";
  text += "  \"version\": 1,\n  \"services\": [\n" + ServicesText(draft) + "  ]";
  if (!found.packages.empty()) {
    text += ",\n  // directories with a manifest that are no service\n  \"packages\": [\n";
    Entries entries;
    for (const graph::RepoPath& package : found.packages) {
      entries.Add("", Quoted(package.bytes()));
    }
    text += entries.Text("    ") + "  ]";
  }
  text += DependenciesText(found);
  if (!draft.fixes.build_inputs.empty()) {
    text += ",\n  // the builds of all services read these\n  \"build_inputs\": ";
    text += List(draft.fixes.build_inputs);
  }
  if (common) {
    text += ",\n  // how images are built, where nothing else is said\n  \"build\": ";
    text += BuildText(*common);
  }
  const std::string images = ImagesText(draft, common);
  if (!images.empty()) text += ",\n  \"images\": [\n" + images + "  ]";
  text += found.environments.empty()
              ? NoEnvironmentText(found.repository)
              : ",\n  \"environments\": {\n" + EnvironmentsText(found.environments) + "  }";
  text += "\n}\n";
  return text;
}

}  // namespace deltaplan::planner
