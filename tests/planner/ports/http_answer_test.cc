#include "planner/ports/http_answer.h"

#include <chrono>
#include <gtest/gtest.h>
#include <string>

namespace deltaplan::planner {
namespace {

HttpResponse Response(int status, const std::string& body = {},
                      std::vector<HttpHeader> headers = {}) {
  return {.status = status, .headers = std::move(headers), .body = body};
}

TEST(HttpAnswerTest, FaultsAreReadInEveryForm) {
  const auto expect = [](const HttpResponse& response, const char* code, const char* message) {
    const AwsFault fault = ReadAwsFault(response);
    EXPECT_EQ(fault.code, code) << response.body;
    EXPECT_EQ(fault.message, message) << response.body;
  };
  expect(Response(400, R"({"__type": "com.amazonaws.ecs#Throttling", "message": "m"})"),
         "Throttling", "m");
  expect(Response(400, R"({"__type": "Throttling", "Message": "m"})"), "Throttling", "m");
  expect(Response(404, R"({"Message": "m"})",
                  {{"X-Amzn-ErrorType", "ResourceNotFoundException:http://internal.amazon.com/"}}),
         "ResourceNotFoundException", "m");
  expect(Response(403,
                  "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
                  "<Message>m</Message></Error></ErrorResponse>"),
         "AccessDenied", "m");
  expect(Response(500, "oops"), "", "");
  expect(Response(500, "<html>"), "", "");
  expect(Response(400, "[]"), "", "");
}

TEST(HttpAnswerTest, WhatMayPassIsTriedAgain) {
  for (const int status : {408, 429, 500, 502, 503, 504}) {
    EXPECT_TRUE(IsRetryable(Response(status))) << status;
  }
  for (const int status : {200, 204, 301, 400, 401, 403, 404}) {
    EXPECT_FALSE(IsRetryable(Response(status))) << status;
  }
  EXPECT_TRUE(IsRetryable(Response(400, R"({"__type": "ThrottlingException"})")));
  EXPECT_TRUE(IsRetryable(Response(400, R"({"__type": "x#TooManyRequestsException"})")));
  EXPECT_FALSE(IsRetryable(Response(400, R"({"__type": "AccessDeniedException"})")));
  EXPECT_FALSE(IsRetryable(Response(400, R"({"__type": "ExpiredTokenException"})")));
  // A success may say what it likes.
  EXPECT_FALSE(IsRetryable(Response(200, R"({"__type": "ThrottlingException"})")));
}

TEST(HttpAnswerTest, OnlyTooManyRequestsAreTriedUntilTheTimeIsOver) {
  EXPECT_TRUE(IsThrottled(Response(429)));
  EXPECT_TRUE(IsThrottled(Response(400, R"({"__type": "ThrottlingException"})")));
  EXPECT_TRUE(IsThrottled(Response(503, R"({"__type": "SlowDown"})")));
  for (const int status : {200, 400, 408, 500, 503}) {
    EXPECT_FALSE(IsThrottled(Response(status))) << status;
  }
  EXPECT_FALSE(IsThrottled(Response(400, R"({"__type": "RequestTimeout"})")));
  EXPECT_TRUE(IsRetryable(Response(400, R"({"__type": "RequestTimeout"})")));
  EXPECT_FALSE(IsThrottled(Response(200, R"({"__type": "ThrottlingException"})")));
}

TEST(HttpAnswerTest, AServerIsSchemeHostAndPort) {
  EXPECT_TRUE(IsSameServer("https://a.example/x?y", "https://A.example:443"));
  EXPECT_TRUE(IsSameServer("HTTP://a.example", "http://me:secret@a.example:80/z"));
  EXPECT_TRUE(IsSameServer("http://[::1]/", "http://[::1]:80"));
  EXPECT_FALSE(IsSameServer("http://a.example", "https://a.example"));
  EXPECT_FALSE(IsSameServer("http://a.example", "http://a.example:8080"));
  EXPECT_FALSE(IsSameServer("http://a.example", "http://a.example.evil"));
  EXPECT_FALSE(IsSameServer("http://a.example@evil", "http://a.example"));
  EXPECT_FALSE(IsSameServer("http://[::1]:8/", "http://[::1]/"));
}

TEST(HttpAnswerTest, RetryAfterIsANumberOfSeconds) {
  EXPECT_EQ(RetryAfter(Response(503, "", {{"retry-after", "7"}})), std::chrono::seconds(7));
  for (const char* value : {"", "-1", "1.5", "Fri, 31 Dec 1999 23:59:59 GMT"}) {
    EXPECT_EQ(RetryAfter(Response(503, "", {{"Retry-After", value}})), std::nullopt) << value;
  }
  EXPECT_EQ(RetryAfter(Response(503)), std::nullopt);
}

TEST(HttpAnswerTest, AServerIsShownWithoutWhatMayBeSecret) {
  EXPECT_EQ(ServerOf("https://user:secret@api.example.com:8443/path?key=1#x"),
            "https://api.example.com:8443");
  EXPECT_EQ(ServerOf("http://[::1]:80"), "http://[::1]:80");
  EXPECT_EQ(ServerOf("https://host?u@v"), "https://host");
  EXPECT_EQ(ServerOf("nothing"), "");
}

TEST(HttpAnswerTest, PartsOfUrlsAreEncoded) {
  EXPECT_EQ(PercentEncoded("a-Z_0.~"), "a-Z_0.~");
  EXPECT_EQ(PercentEncoded("a b/ü&%"), "a%20b%2F%C3%BC%26%25");
}

}  // namespace
}  // namespace deltaplan::planner
