// The composition: real ports for the program, and the one catch. Nothing is kept from one run to
// the next: docs/decisions/one-process.md.
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <functional>
#include <malloc.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/ioctl.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>
#include <variant>
#include <vector>

#include "planner/cli/command_line.h"
#include "planner/commands/commands.h"
#include "planner/git/git_library.h"
#include "planner/git/libgit2_repository.h"
#include "planner/ports/no_commands.h"
#include "planner/report/messages.h"
#include "planner/system/child_processes.h"
#include "planner/system/curl_http.h"
#include "planner/system/disk_files.h"
#include "planner/system/progress_line.h"
#include "planner/system/signal_hold.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

std::optional<std::string> Variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

// FORCE_COLOR as chalk and others have it: 0 and "false" mean nothing, any other text asks for
// colour in a pipe and on a dumb terminal, too. NO_COLOR and --color decide over it.
bool AsksForColor() {
  const std::optional<std::string> force = Variable("FORCE_COLOR");
  return force && *force != "0" && *force != "false";
}

// Columns of the terminal that `file` is; nullopt where it is none. COLUMNS decides, as for git.
std::optional<std::size_t> ColumnsOf(int file) {
  if (isatty(file) != 1) return std::nullopt;
  constexpr std::size_t kLeast = 20;
  if (const std::optional<std::string> said = Variable("COLUMNS")) {
    std::size_t columns = 0;
    const char* const end = said->data() + said->size();
    const auto read = std::from_chars(said->data(), end, columns);
    if (read.ec == std::errc() && read.ptr == end && columns > 0) return std::max(columns, kLeast);
  }
  winsize size{};
  if (ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return Terminal().width;
  return std::max<std::size_t>(size.ws_col, kLeast);
}

Terminal LookAtTerminal() {
  Terminal terminal;
  const std::optional<std::size_t> columns = ColumnsOf(STDOUT_FILENO);
  terminal.is_terminal = columns.has_value();
  terminal.width = columns.value_or(terminal.width);
  const char* no_color = std::getenv("NO_COLOR");
  terminal.no_color = (no_color != nullptr && *no_color != '\0') ||
                      (terminal.is_terminal && Variable("TERM") == "dumb" && !AsksForColor());
  return terminal;
}

// Of standard error, which may be a terminal where standard output is none.
MessageStyle StyleOfMessages(Color color, const Terminal& terminal) {
  MessageStyle style{.width = ColumnsOf(STDERR_FILENO)};
  style.color = color == Color::kAuto
                    ? style.width && !terminal.no_color && Variable("TERM") != "dumb"
                    : color == Color::kAlways;
  return style;
}

bool Write(std::FILE* file, std::string_view text) {
  // An empty text may have no address at all.
  const bool is_written =
      text.empty() || std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return is_written && std::fflush(file) == 0;
}

// The one way to standard error. The text is of report/messages, which makes all of them safe.
void WriteMessage(std::string_view text) { Write(stderr, text); }

// Nobody watches what goes into a file.
std::function<std::shared_ptr<void>(const std::string&)> LookForWatcher() {
  if (isatty(STDERR_FILENO) != 1) return {};
  return [](const std::string& text) {
    return std::make_shared<ProgressLine>(ProgressText(text), WriteMessage);
  };
}

// The clock alone: what is written down, and gates, are about when something really happened.
std::int64_t Now() { return std::time(nullptr); }

class SteadyClock : public WaitingClock {
 public:
  std::chrono::steady_clock::time_point Now() override { return std::chrono::steady_clock::now(); }
  void Sleep(std::chrono::milliseconds time) override { std::this_thread::sleep_for(time); }
};

// Ends as other programs do whose reader has gone (`| head`): killed by the signal, without a word.
[[noreturn]] void EndByClosedPipe() {
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
  std::_Exit(128 + SIGPIPE);  // where the signal is blocked
}

// Messages, then the result. Every message to standard error goes through `MessageText`. A result
// that can't be written whole (a full disk) is an error, whatever `exit_code` says.
int Finish(const Answer& answer, const MessageStyle& style) {
  ExitCode exit_code = answer.exit_code;
  WriteMessage(MessageText(answer.messages, style));
  if (!Write(stdout, answer.output)) {
    if (errno == EPIPE) EndByClosedPipe();
    std::string message = std::strerror(errno);
    message.insert(0, "cannot write the result to standard output: ");
    const Error error{.message = std::move(message), .causes = {}, .remedy = {}};
    WriteMessage(MessageText(ErrorText(error), style));
    exit_code = ExitCode::kError;
  }
  return static_cast<int>(exit_code);
}

int Fail(const Error& error, const MessageStyle& style) {
  return Finish({{}, ErrorText(error), ExitCode::kError}, style);
}

// The small pieces that syntax trees are made of go back to glibc's fast bins, which it joins again
// and again, each time that something large is asked for: a seventh of the time of `targets`.
void LeaveOutFastBins() {
#ifdef __GLIBC__
  mallopt(M_MXFAST, 0);
#endif
}

int Main(const std::vector<std::string>& arguments) {
  LeaveOutFastBins();
  const Terminal terminal = LookAtTerminal();
  auto parsed = ParseCommandLine(arguments, terminal.width);
  if (const auto* text = std::get_if<CliText>(&parsed)) {
    return Finish({.output = text->text, .messages = {}}, StyleOfMessages(Color::kAuto, terminal));
  }
  if (const auto* wrong = std::get_if<Error>(&parsed)) {
    return Fail(*wrong, StyleOfMessages(Color::kAuto, terminal));
  }
  Options options = std::get<Options>(std::move(parsed));
  if (options.color == Color::kAuto && !terminal.no_color && AsksForColor())
    options.color = Color::kAlways;
  const MessageStyle style = StyleOfMessages(options.color, terminal);
  // Every relative path of the command line is meant from where these lead. As git has it: each is
  // meant from the one before, and an empty one changes nothing.
  for (const std::string& directory : options.directories) {
    if (directory.empty()) continue;
    std::string& all = options.shell_directory;
    all = directory.front() == '/' || all == kHere ? directory : all + "/" + directory;
    if (chdir(directory.c_str()) == 0) continue;
    if (options.command == Command::kComplete) return 0;  // who types is told nothing
    const Error error{.message = "-C: cannot change to '" + DisplayText(all) + "'",
                      .causes = {std::strerror(errno)},
                      .remedy = "Name a directory inside the repository."};
    return Fail(error, style);
  }
  const bool is_named = options.shell_directory != kHere;
  DiskFiles files;
  ChildProcesses processes;
  NoCommands no_commands;
  CommandRunner& commands = options.no_commands ? static_cast<CommandRunner&>(no_commands)
                                                : static_cast<CommandRunner&>(processes);
  SteadyClock clock;
  std::optional<GitLibrary> library;  // started by the first repository that is opened
  std::unique_ptr<CurlHttp> http;     // loaded by the first source that sends requests
  const auto open_repository = [&](const std::string& directory) {
    if (!library) library.emplace();
    return OpenRepository(*library, {.directory = directory,
                                     .is_named = is_named,
                                     .commands = &commands,
                                     .parallelism = {options.jobs}});
  };
  const Ports ports{
      .files = files,
      .commands = commands,
      .open_repository = open_repository,
      .http = [&http]() -> Result<HttpClient*> {
        if (!http) {
          Result<std::unique_ptr<CurlHttp>> opened = CurlHttp::Open();
          if (!opened) return std::move(opened).error();
          http = *std::move(opened);
        }
        return http.get();
      },
      .variable = Variable,
      .terminal = terminal,
      .progress = LookForWatcher(),
      .now = Now,
      .clock = &clock,
      .tell = [style](const std::string& lines) { WriteMessage(MessageText(lines, style)); },
      .hold_interruptions = [] { return std::make_unique<SignalHold>(); }};
  Result<Answer> answer = RunCommand(options, ports);
  return answer ? Finish(*answer, style) : Fail(answer.error(), style);
}

}  // namespace
}  // namespace deltaplan::planner

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // the write that meets a closed pipe says so
  std::signal(SIGCHLD, SIG_DFL);  // who ignores it leaves no exit status to his children's children
  try {
    return deltaplan::planner::Main(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& error) {
    namespace planner = deltaplan::planner;
    const planner::Error failure{
        .message = std::string("internal failure: ") + error.what(), .causes = {}, .remedy = {}};
    planner::WriteMessage(planner::ErrorText(failure));
    return static_cast<int>(planner::ExitCode::kError);
  }
}
