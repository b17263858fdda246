// git's configuration files: every setting has the name, the values and the truth that libgit2
// gives when it is asked for that name.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <git2.h>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

#include "planner/git/git_config.h"
#include "planner/git/git_library.h"
#include "planner/system/file_descriptor.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
namespace planner = deltaplan::planner;

// A file in memory: libgit2 reads settings from paths only.
std::string MemoryFile(std::string_view text, planner::FileDescriptor& file) {
  file = planner::FileDescriptor(::memfd_create("config", MFD_CLOEXEC));
  Require(::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  return "/proc/self/fd/" + std::to_string(file.get());
}

int AddValue(const git_config_entry* entry, void* values) {
  static_cast<std::vector<std::string>*>(values)->emplace_back(
      entry->value == nullptr ? "true" : entry->value);
  return 0;
}

void CheckName(const planner::GitConfig& settings, const git_config& config, const char* name) {
  std::vector<std::string> values;
  const int status = git_config_get_multivar_foreach(&config, name, nullptr, AddValue, &values);
  if (status == GIT_EINVALIDSPEC) return;  // libgit2 reads names that it does not look up
  Require(status == 0);
  Require(settings.GetAll(name) == values && settings.Get(name) == values.back());
  int truth = 0;
  if (git_config_get_bool(&truth, &config, name) < 0) {
    Require(settings.GetBool(name, true) && !settings.GetBool(name, false));
  } else {
    Require(settings.GetBool(name, false) == (truth != 0));
    Require(settings.GetBool(name, true) == (truth != 0));
  }
}

void Check(std::string_view text) {
  static const planner::GitLibrary library;
  planner::FileDescriptor file;
  planner::ConfigPtr config;
  if (git_config_open_ondisk(planner::OutPtr(config), MemoryFile(text, file).c_str()) < 0) return;
  const planner::Result<planner::GitConfig> settings = planner::GitConfig::From(*config);
  if (!settings) return;
  planner::ConfigIteratorPtr iterator;
  Require(git_config_iterator_new(planner::OutPtr(iterator), config.get()) == 0);
  git_config_entry* entry = nullptr;
  while (git_config_next(&entry, iterator.get()) == 0) {
    CheckName(*settings, *config, entry->name);
    const std::string name = entry->name;
    const std::size_t first = name.find('.');
    const std::size_t last = name.rfind('.');
    if (last - first < 2) continue;  // no middle part, or an empty one
    const std::vector<std::string> subsections =
        settings->Subsections(name.substr(0, first), name.substr(last + 1));
    Require(std::ranges::binary_search(subsections, name.substr(first + 1, last - first - 1)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
