#include "planner/system/child_processes.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "planner/ports/run_command.h"
#include "planner/system/signal_hold.h"
#include "planner/text/shell_words.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CommandLine Shell(const std::string& script) {
  return {.arguments = {"sh", "-c", script}, .directory = {}, .environment = {}};
}

CommandOutput RunToEnd(const CommandLine& command) {
  ChildProcesses processes;
  Result<CommandOutput> done = processes.Run(command);
  EXPECT_TRUE(done.ok()) << done.error().message;
  return done.ok() ? *done : CommandOutput{.exit_code = -1, .output = {}, .errors = {}};
}

TEST(ChildProcessesTest, BothOutputsAndTheExitCodeAreKept) {
  const CommandOutput done = RunToEnd(Shell("echo out; echo err >&2; exit 7"));
  EXPECT_EQ(done.exit_code, 7);
  EXPECT_EQ(done.output, "out\n");
  EXPECT_EQ(done.errors, "err\n");
  EXPECT_EQ(RunToEnd(Shell("kill -9 $$")).exit_code, 137);
}

TEST(ChildProcessesTest, NoShellReadsTheArguments) {
  const CommandOutput done =
      RunToEnd({.arguments = {"printf", "%s|", "$HOME", "`id`", "a b", ";", ""},
                .directory = {},
                .environment = {}});
  EXPECT_EQ(done.output, "$HOME|`id`|a b|;||");
}

TEST(ChildProcessesTest, DirectoryAndVariablesAreTheChildsOwn) {
  const testing::TemporaryDirectory directory;
  CommandLine command = Shell("pwd -P; echo \"$DELTAPLAN_TEST\"; echo \"${HOME:+has home}\"");
  command.directory = directory.path();
  command.environment = {{"DELTAPLAN_TEST", "a\nb"}};
  testing::ScopedEnvironment environment;
  environment.Set("DELTAPLAN_TEST", "from outside");
  environment.Set("HOME", "/");
  EXPECT_EQ(RunToEnd(command).output, directory.path() + "\na\nb\nhas home\n");
}

TEST(ChildProcessesTest, VariablesAreTakenFromIt) {
  testing::ScopedEnvironment environment;
  environment.Set("DELTAPLAN_TEST", "from outside");
  CommandLine command = Shell("echo \"${DELTAPLAN_TEST-not set}\"");
  command.unset = {"DELTAPLAN_TEST"};
  EXPECT_EQ(RunToEnd(command).output, "not set\n");
}

TEST(ChildProcessesTest, ALogGetsBothStreamsAsTheyComeAndOfEachRun) {
  const testing::TemporaryDirectory directory;
  CommandLine command = Shell("echo one; echo two >&2; echo three");
  command.log = directory.path() + "/log";
  CommandOutput done = RunToEnd(command);
  EXPECT_EQ(done.output, "");
  EXPECT_EQ(done.errors, "one\ntwo\nthree\n");
  // For the next one only what is its own.
  command.arguments.back() = "echo four; exit 3";
  done = RunToEnd(command);
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_EQ(done.errors, "four\n");
  EXPECT_EQ(testing::ReadFile(command.log), "one\ntwo\nthree\nfour\n");
  struct stat state {};
  ASSERT_EQ(stat(command.log.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
  // Much of it: the end.
  command.arguments.back() = "i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i + 1)); done";
  done = RunToEnd(command);
  EXPECT_EQ(done.errors.size(), 16U << 10U);
  EXPECT_TRUE(done.errors.ends_with("line 4999\n"));
}

TEST(ChildProcessesTest, WhatKeepsALogOpenInTheBackgroundIsNotWaitedFor) {
  const testing::TemporaryDirectory directory;
  CommandLine command = Shell("sleep 60 & echo $! >number; echo done");
  command.log = directory.path() + "/log";
  command.directory = directory.path();
  command.timeout = std::chrono::seconds(20);
  EXPECT_EQ(RunToEnd(command).errors, "done\n");
  kill(std::stoi(testing::ReadFile(directory.path() + "/number")), SIGKILL);
}

TEST(ChildProcessesTest, ALogThatCannotBeWrittenIsAnError) {
  const testing::TemporaryDirectory directory;
  ChildProcesses processes;
  CommandLine command = Shell("touch ran");
  command.directory = directory.path();
  command.log = directory.path() + "/link";
  ASSERT_EQ(symlink("elsewhere", command.log.c_str()), 0);
  const Result<CommandOutput> done = processes.Run(command);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("cannot write the log"));
  EXPECT_NE(access((directory.path() + "/ran").c_str(), F_OK), 0);
}

TEST(ChildProcessesTest, TheMaskOfItsFilesIsItsOwn) {
  const testing::TemporaryDirectory directory;
  const mode_t before = umask(077);
  CommandLine command = Shell("umask");
  command.file_mask = 022;
  EXPECT_EQ(RunToEnd(command).output, "0022\n");
  EXPECT_EQ(umask(before), 077U);
}

// Whoever holds the signal goes on, and what was started has ended, whether it obeys or not.
TEST(ChildProcessesTest, AHeldSignalEndsWhatItHasStartedAndNotItself) {
  const testing::TemporaryDirectory directory;
  std::signal(SIGTERM, [](int) {});  // where it comes when nobody holds it any more
  for (const char* script : {"echo $$ >begun; sleep 60 & wait",
                             // The leader ends, and what it has started does not obey.
                             "(trap '' TERM; sleep 60) & echo $$ >begun; wait",
                             "trap '' TERM; echo $$ >begun; sleep 60 & sleep 60"}) {
    const SignalHold hold;
    std::thread sender([&] {
      while (access((directory.path() + "/begun").c_str(), F_OK) != 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      kill(getpid(), SIGTERM);
    });
    CommandLine command = Shell(script);
    command.directory = directory.path();
    command.log = directory.path() + "/log";
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_GT(RunToEnd(command).exit_code, 128) << script;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
    sender.join();
    EXPECT_TRUE(hold.has_come());
    const int leader = std::stoi(testing::ReadFile(directory.path() + "/begun"));
    for (int i = 0; i < 100 && kill(-leader, 0) == 0; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    EXPECT_NE(kill(-leader, 0), 0) << script;
    std::remove((directory.path() + "/begun").c_str());
  }
  std::signal(SIGTERM, SIG_DFL);
}

TEST(ChildProcessesTest, MuchOfBothOutputsDoesNotBlock) {
  const CommandOutput done =
      RunToEnd(Shell("yes out | head -c 3000000; yes err | head -c 3000000 >&2; echo end >&2"));
  EXPECT_EQ(done.output.size(), 3'000'000U);
  EXPECT_EQ(done.errors.size(), std::size_t{16} << 10);
  EXPECT_TRUE(done.errors.ends_with("end\n"));
}

TEST(ChildProcessesTest, AProgramThatReadsFindsNothing) {
  EXPECT_EQ(RunToEnd({.arguments = {"cat"}, .directory = {}, .environment = {}}).output, "");
}

TEST(ChildProcessesTest, InputIsReadToItsEndOrNotAtAll) {
  CommandLine command = Shell("cat; echo end");
  command.input = "registry.example\n" + std::string(CommandLine::kMostInput - 17, 'x');
  EXPECT_EQ(RunToEnd(command).output, command.input + "end\n");
  command.arguments = {"true"};
  EXPECT_EQ(RunToEnd(command).exit_code, 0);
}

TEST(ChildProcessesTest, AProgramThatIsTooSlowIsEnded) {
  ChildProcesses processes;
  CommandLine command = Shell("echo begun; exec sleep 60");
  command.timeout = std::chrono::milliseconds(200);
  const auto begin = std::chrono::steady_clock::now();
  const Result<CommandOutput> done = processes.Run(command);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().message,
            "sh -c 'echo begun; exec sleep 60' took longer than 0.2 s, so it was ended");
}

// Whether the process whose number `file` holds is gone, waiting a while for it.
bool IsGone(const std::string& file) {
  pid_t id = 0;
  std::ifstream(file) >> id;
  if (id <= 0) return false;
  for (int i = 0; i < 500; ++i) {
    std::ifstream status(fmt::format("/proc/{}/stat", id));
    std::string text;
    std::getline(status, text);
    if (text.empty() || text.find(") Z ") != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

TEST(ChildProcessesTest, ATimeOutEndsWhatTheChildHasStartedToo) {
  const testing::TemporaryDirectory directory;
  ChildProcesses processes;
  CommandLine command = Shell("sleep 60 & echo $! >grandchild; trap '' TERM; wait; sleep 60");
  command.directory = directory.path();
  command.timeout = std::chrono::milliseconds(300);
  const Result<CommandOutput> done = processes.Run(command);
  ASSERT_FALSE(done.ok());
  EXPECT_THAT(done.error().message, HasSubstr("took longer than 0.3 s, so it was ended"));
  EXPECT_TRUE(IsGone(directory.path() + "/grandchild"));
}

TEST(ChildProcessesTest, AGrandchildThatKeepsTheOutputOpenIsNoSuccess) {
  const testing::TemporaryDirectory directory;
  ChildProcesses processes;
  CommandLine command = Shell("sleep 60 & echo $! >grandchild; echo half; exit 0");
  command.directory = directory.path();
  command.timeout = std::chrono::milliseconds(300);
  const Result<CommandOutput> done = processes.Run(command);
  ASSERT_FALSE(done.ok());
  EXPECT_THAT(done.error().message,
              HasSubstr("has ended, but something that it started kept its output open for 0.3 s"));
  EXPECT_TRUE(IsGone(directory.path() + "/grandchild"));
}

TEST(ChildProcessesTest, WhatGoesOnInTheBackgroundWithoutTheOutputIsLeftAlone) {
  const testing::TemporaryDirectory directory;
  CommandLine command = Shell("sleep 1 >&- 2>&- & echo $! >grandchild; echo whole");
  command.directory = directory.path();
  EXPECT_EQ(RunToEnd(command).output, "whole\n");
  std::ifstream file(directory.path() + "/grandchild");
  pid_t id = 0;
  file >> id;
  EXPECT_EQ(kill(id, 0), 0);
}

TEST(ChildProcessesTest, AStatusThatSomebodyElseHasTakenIsAnError) {
  ChildProcesses processes;
  // A handler that reaps whatever ends, as programs have that embed others.
  struct sigaction reaping {};
  reaping.sa_handler = [](int) {
    const int interrupted = errno;
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    errno = interrupted;
  };
  struct sigaction before {};
  sigaction(SIGCHLD, &reaping, &before);
  const Result<CommandOutput> done = processes.Run(Shell("sleep 0.2"));
  sigaction(SIGCHLD, &before, nullptr);
  ASSERT_FALSE(done.ok());
  EXPECT_THAT(done.error().message, HasSubstr("has ended is not known"));
}

TEST(ChildProcessesTest, SignalsDoAfterwardsWhatTheyDidBefore) {
  struct sigaction before {};
  sigaction(SIGTERM, nullptr, &before);
  RunToEnd(Shell("true"));
  struct sigaction after {};
  sigaction(SIGTERM, nullptr, &after);
  EXPECT_EQ(after.sa_handler, before.sa_handler);
}

TEST(ChildProcessesTest, OneThatClosesItsOutputsAndGoesOnIsWaitedFor) {
  EXPECT_EQ(RunToEnd(Shell("exec >&- 2>&-; sleep 0.1; exit 3")).exit_code, 3);
}

TEST(ChildProcessesTest, WhatCannotBeStartedIsAnError) {
  ChildProcesses processes;
  const Result<CommandOutput> missing = processes.Run(
      {.arguments = {"deltaplan-no-such-program"}, .directory = {}, .environment = {}});
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().message, "cannot start 'deltaplan-no-such-program'");
  EXPECT_THAT(missing.error().causes, ElementsAre("No such file or directory"));
  EXPECT_THAT(missing.error().remedy, HasSubstr("PATH"));

  const Result<CommandOutput> nowhere =
      processes.Run({.arguments = {"true"}, .directory = "/no/such/place", .environment = {}});
  ASSERT_FALSE(nowhere.ok());
  EXPECT_THAT(nowhere.error().remedy, HasSubstr("'/no/such/place'"));
}

TEST(RunCommandTest, AFailureShowsTheLastLinesOfStandardError) {
  ChildProcesses processes;
  const Result<std::string> done = RunToSuccess(
      processes, Shell("echo result; for i in 1 2 3 4 5 6 7 8; do echo \"line $i\"; done >&2; "
                       "printf '\\n\\033[31mred\\n' >&2; exit 2"));
  ASSERT_FALSE(done.ok());
  EXPECT_THAT(done.error().message, HasSubstr("failed with exit code 2"));
  EXPECT_THAT(done.error().causes,
              ElementsAre("line 4", "line 5", "line 6", "line 7", "line 8", "\\033[31mred"));

  const Result<std::string> fine = RunToSuccess(processes, Shell("echo result; echo warning >&2"));
  ASSERT_TRUE(fine.ok());
  EXPECT_EQ(*fine, "result\n");
}

TEST(RunCommandTest, ACommandIsShownAsOneTypesIt) {
  EXPECT_EQ(ShownCommand({"terraform", "-chdir=a/b", "show", "-json"}),
            "terraform -chdir=a/b show -json");
  EXPECT_EQ(ShownCommand({"a b", "it's", "", "$x"}), "'a b' 'it'\\''s' '' '$x'");
}

}  // namespace
}  // namespace deltaplan::planner
