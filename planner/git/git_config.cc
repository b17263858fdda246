#include "planner/git/git_config.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <git2.h>
#include <git2/sys/repository.h>
#include <pwd.h>
#include <utility>

#include "graph/drop_doubles.h"

namespace deltaplan::planner {
namespace {

bool ParseBool(const std::string& text, bool fallback) {
  int value = 0;
  return git_config_parse_bool(&value, text.c_str()) == 0 ? value != 0 : fallback;
}

// A file that is not there has no settings.
std::optional<Error> AddFile(git_config& config, const std::string& path, git_config_level_t level,
                             const git_repository* repository) {
  const int failure =
      git_config_add_file_ondisk(&config, path.c_str(), level, repository, /*force=*/0);
  if (failure == 0 || failure == GIT_ENOTFOUND) return std::nullopt;
  return GitError("cannot read the git configuration '" + path + "'");
}

std::optional<Error> AddProtectedFiles(git_config& config, const git_repository* repository) {
  struct File {
    std::string path;
    git_config_level_t level;
  };
  std::vector<File> files;
  const char* no_system = std::getenv("GIT_CONFIG_NOSYSTEM");
  if (no_system == nullptr || !ParseBool(no_system, true)) {
    files.push_back(
        {Environment("GIT_CONFIG_SYSTEM").value_or("/etc/gitconfig"), GIT_CONFIG_LEVEL_SYSTEM});
  }
  if (const char* global = std::getenv("GIT_CONFIG_GLOBAL")) {
    files.push_back({global, GIT_CONFIG_LEVEL_GLOBAL});  // empty: none at all
  } else {
    if (const std::optional<std::string> xdg = Environment("XDG_CONFIG_HOME")) {
      files.push_back({*xdg + "/git/config", GIT_CONFIG_LEVEL_XDG});
    } else {
      files.push_back({ExpandHome("~/.config/git/config").value_or(""), GIT_CONFIG_LEVEL_XDG});
    }
    files.push_back({ExpandHome("~/.gitconfig").value_or(""), GIT_CONFIG_LEVEL_GLOBAL});
  }
  for (const File& file : files) {
    if (file.path.empty()) continue;
    if (std::optional<Error> error = AddFile(config, file.path, file.level, repository)) {
      return error;
    }
  }
  return std::nullopt;
}

// "Core.FileMode" -> "core.filemode"; what stands between the first and the last dot is kept.
std::string CanonicalName(std::string name) {
  const std::size_t first = name.find('.');
  const std::size_t last = name.rfind('.');
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i < first || i > last) {
      name[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
    }
  }
  return name;
}

// Takes one word in single quotes off `text`, in which a backslash outside of them stands before
// "'" and "!". nullopt: there is none.
std::optional<std::string> TakeShellWord(std::string_view& text) {
  if (!text.starts_with('\'')) return std::nullopt;
  std::string word;
  while (true) {
    const std::size_t end = text.find('\'', 1);
    if (end == std::string_view::npos) return std::nullopt;
    word += text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    if (text.size() < 3 || text[0] != '\\' || text[2] != '\'') return word;
    if (text[1] != '\'' && text[1] != '!') return std::nullopt;
    word += text[1];
    text.remove_prefix(2);
  }
}

}  // namespace

std::optional<std::string> Environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::optional<std::string> ExpandHome(const std::string& path) {
  if (!path.starts_with('~')) return path;
  const std::size_t end = std::min(path.find('/'), path.size());
  std::optional<std::string> home = Environment("HOME");
  if (end > 1) {
    const passwd* user = ::getpwnam(path.substr(1, end - 1).c_str());
    home = user == nullptr ? std::nullopt : std::optional<std::string>(user->pw_dir);
  }
  if (home) *home += path.substr(end);
  return home;
}

Result<GitConfig> GitConfig::LoadProtected() {
  ConfigPtr config;
  if (git_config_new(OutPtr(config)) < 0) return GitError("cannot read the git configuration");
  if (std::optional<Error> error = AddProtectedFiles(*config, nullptr)) return *std::move(error);
  Result<GitConfig> result = From(*config);
  if (!result) return result;
  if (Status added = result->AddEnvironment(); !added) return std::move(added).error();
  return result;
}

Result<GitConfig> GitConfig::Load(git_repository& repository) {
  ConfigPtr config;
  if (git_config_new(OutPtr(config)) < 0) return GitError("cannot read the git configuration");
  if (std::optional<Error> error = AddProtectedFiles(*config, &repository)) {
    return *std::move(error);
  }
  const std::string local = std::string(git_repository_commondir(&repository)) + "config";
  if (std::optional<Error> error = AddFile(*config, local, GIT_CONFIG_LEVEL_LOCAL, &repository)) {
    return *std::move(error);
  }
  int per_work_tree = 0;
  if (git_config_get_bool(&per_work_tree, config.get(), "extensions.worktreeconfig") == 0 &&
      per_work_tree != 0) {
    const std::string own = std::string(git_repository_path(&repository)) + "config.worktree";
    // The highest level that is left for files: it wins over the repository's own.
    if (std::optional<Error> error = AddFile(*config, own, GIT_CONFIG_LEVEL_APP, &repository)) {
      return *std::move(error);
    }
  }
  Result<GitConfig> result = From(*config);
  if (!result) return result;
  if (Status added = result->AddEnvironment(); !added) return std::move(added).error();
  if (git_repository_set_config(&repository, config.get()) < 0) {
    return GitError("cannot use the git configuration");
  }
  return result;
}

Result<GitConfig> GitConfig::From(git_config& config) {
  GitConfig result;
  ConfigIteratorPtr iterator;
  if (git_config_iterator_new(OutPtr(iterator), &config) < 0) {
    return GitError("cannot read the git configuration");
  }
  git_config_entry* entry = nullptr;
  int status = 0;
  while ((status = git_config_next(&entry, iterator.get())) == 0) {
    // A name without "=" means true.
    result.settings_.push_back({entry->name, entry->value == nullptr ? "true" : entry->value});
  }
  if (status != GIT_ITEROVER) return GitError("cannot read the git configuration");
  return result;
}

Status GitConfig::AddEnvironment() {
  const std::string text = Environment("GIT_CONFIG_COUNT").value_or("0");
  unsigned count = 0;
  const char* const end = text.data() + text.size();
  const auto [last, failure] = std::from_chars(text.data(), end, count);
  if (failure != std::errc() || last != end) {
    return Error{"GIT_CONFIG_COUNT is no number", {"it is '" + text + "'"}, ""};
  }
  for (unsigned i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    const char* key = std::getenv(("GIT_CONFIG_KEY_" + number).c_str());
    const char* value = std::getenv(("GIT_CONFIG_VALUE_" + number).c_str());
    if (key == nullptr || value == nullptr) {
      return Error{"GIT_CONFIG_KEY_" + number + " or GIT_CONFIG_VALUE_" + number + " is not set",
                   {"GIT_CONFIG_COUNT is " + text},
                   ""};
    }
    settings_.push_back({CanonicalName(key), value});
  }
  return AddParameters(Environment("GIT_CONFIG_PARAMETERS").value_or(""));
}

// Words in single quotes, as a shell reads them: 'name=value' of older gits, 'name'='value' and
// 'name'= (which means true) of newer ones.
Status GitConfig::AddParameters(std::string_view text) {
  const Error error{"git would not understand GIT_CONFIG_PARAMETERS",
                    {"it is \"" + std::string(text) + "\""},
                    ""};
  while (!text.empty()) {
    if (std::isspace(static_cast<unsigned char>(text.front())) != 0) {
      text.remove_prefix(1);
      continue;
    }
    std::optional<std::string> name = TakeShellWord(text);
    if (!name) return error;
    std::string value = "true";
    if (text.starts_with('=')) {
      text.remove_prefix(1);
      if (text.starts_with('\'')) {
        std::optional<std::string> word = TakeShellWord(text);
        if (!word) return error;
        value = *std::move(word);
      }
    } else if (const std::size_t equals = name->find('='); equals != std::string::npos) {
      value = name->substr(equals + 1);
      name->resize(equals);
    }
    const bool ends = text.empty() || std::isspace(static_cast<unsigned char>(text.front())) != 0;
    if (!ends || name->find('.') == std::string::npos) return error;
    settings_.push_back({CanonicalName(*std::move(name)), std::move(value)});
  }
  return Ok();
}

std::optional<std::string> GitConfig::Get(std::string_view name) const {
  for (auto setting = settings_.rbegin(); setting != settings_.rend(); ++setting) {
    if (setting->name == name) return setting->value;
  }
  return std::nullopt;
}

std::vector<std::string> GitConfig::GetAll(std::string_view name) const {
  std::vector<std::string> values;
  for (const Setting& setting : settings_) {
    if (setting.name == name) values.push_back(setting.value);
  }
  return values;
}

bool GitConfig::GetBool(std::string_view name, bool fallback) const {
  const std::optional<std::string> value = Get(name);
  return value ? ParseBool(*value, fallback) : fallback;
}

std::vector<std::string> GitConfig::Subsections(std::string_view section,
                                                std::string_view variable) const {
  const std::string prefix = std::string(section) + ".";
  const std::string suffix = "." + std::string(variable);
  std::vector<std::string> names;
  for (const Setting& setting : settings_) {
    const std::string& name = setting.name;
    if (name.size() > prefix.size() + suffix.size() && name.starts_with(prefix) &&
        name.ends_with(suffix)) {
      names.push_back(name.substr(prefix.size(), name.size() - prefix.size() - suffix.size()));
    }
  }
  std::ranges::sort(names);
  graph::DropDoubles(names);
  return names;
}

}  // namespace deltaplan::planner
