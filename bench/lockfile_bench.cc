// The time that it takes to read two lockfiles of pnpm and to compare their records, beside
// libyaml's bare events of the same texts, for bench/workspace.
//
//   lockfile_bench BEFORE AFTER [RUNS]
//
// Prints lines "NAME VALUE"; times are microseconds of the processor, the median of the runs, which
// take turns.
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>
#include <yaml.h>

#include "planner/workspace/pnpm_lock.h"
#include "planner/workspace/record_classes.h"

namespace {

namespace workspace = deltaplan::planner::workspace;

std::string Read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

std::size_t CountEvents(std::string_view text) {
  yaml_parser_t parser;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()),
                               text.size());
  std::size_t count = 0;
  for (bool is_last = false; !is_last; ++count) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) == 0) break;
    is_last = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return count;
}

// How many records of the second have no equal in the first; records that can't be read: all.
std::size_t CountChanged(std::string_view before, std::string_view after) {
  workspace::PnpmEntries entries;
  const auto old_lock = workspace::ParsePnpmLock(before, entries);
  const auto new_lock = workspace::ParsePnpmLock(after, entries);
  const auto* old_side = std::get_if<workspace::PnpmLock>(&old_lock);
  const auto* new_side = std::get_if<workspace::PnpmLock>(&new_lock);
  if (old_side == nullptr || new_side == nullptr) return std::string_view::npos;
  workspace::RecordClasses classes([](std::string_view) { return false; });
  auto known = classes.Classify(old_side->records, {}).classes;
  std::ranges::sort(known);
  return static_cast<std::size_t>(
      std::ranges::count_if(classes.Classify(new_side->records, {}).classes,
                            [&](auto each) { return !std::ranges::binary_search(known, each); }));
}

template <typename Work>
long long Time(const Work& work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<long long>(std::clock() - start) * 1'000'000 / CLOCKS_PER_SEC;
}

long long Median(std::vector<long long> times) {
  std::ranges::sort(times);
  return times[times.size() / 2];
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::fputs("usage: lockfile_bench BEFORE AFTER [RUNS]\n", stderr);
    return 2;
  }
  const std::string before = Read(arguments[1]);
  const std::string after = Read(arguments[2]);
  std::size_t changed = 0;
  std::size_t events = 0;
  std::vector<long long> ours;
  std::vector<long long> bare;
  for (int run = count > 3 ? std::stoi(arguments[3]) : 11; run > 0; --run) {
    ours.push_back(Time([&] { changed = CountChanged(before, after); }));
    bare.push_back(Time([&] { events = CountEvents(before) + CountEvents(after); }));
  }
  std::printf("bytes %zu\nchanged %zu\nours %lld\nevents %zu\nlibyaml %lld\n",
              before.size() + after.size(), changed, Median(ours), events, Median(bare));
  return changed == std::string_view::npos ? 1 : 0;
}
