// Everything that the program takes from outside, in one place.
#ifndef DELTAPLAN_PLANNER_PORTS_PORTS_H_
#define DELTAPLAN_PLANNER_PORTS_PORTS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "planner/model/result.h"
#include "planner/ports/command_runner.h"
#include "planner/ports/files.h"
#include "planner/ports/git_repository.h"
#include "planner/ports/http_client.h"
#include "planner/ports/interruption.h"
#include "planner/ports/waiting_clock.h"

namespace deltaplan::planner {

/// The terminal that standard output is, if it is one.
struct Terminal {
  bool is_terminal = false;
  bool no_color = false;   ///< NO_COLOR is set and not empty
  std::size_t width = 80;  ///< columns
};

struct Ports {
  Files& files;
  CommandRunner& commands;
  /// Opens the repository that holds a directory. Not called by work that needs no git.
  std::function<Result<std::unique_ptr<GitRepository>>(const std::string& directory)>
      open_repository;
  /// Loads what sends requests, at the first call. Not called by work that needs no network.
  std::function<Result<HttpClient*>()> http;
  /// A variable of the program's environment; nullopt when it is not set or empty.
  std::function<std::optional<std::string>(const std::string& name)> variable;
  Terminal terminal;
  /// Shows a person what the program waits for, as long as what it returns lives. Empty where
  /// nobody watches.
  std::function<std::shared_ptr<void>(const std::string& text)> progress = {};
  /// Seconds since the epoch. Only for what has to be written down with its time, and for ages.
  std::function<std::int64_t()> now = {};
  /// Never null where a command waits.
  WaitingClock* clock = nullptr;
  /// Writes lines to standard error at once, while a command still runs. May be empty.
  std::function<void(const std::string& lines)> tell = {};
  /// Keeps signals back that would end the program, as long as what it returns lives. One at a
  /// time.
  std::function<std::unique_ptr<Interruption>()> hold_interruptions = {};
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_PORTS_H_
