// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/wire.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <cerrno>
#include <sys/stat.h>

namespace accalmie::http {

namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

/// TCP and Unix sockets are one type here: a second one would double the compile time of everything below.
using PlainStream = boost::beast::basic_stream<asio::generic::stream_protocol>;
using TlsStream = ssl::stream<PlainStream>;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t lingering_bytes_max = 256 * 1024;  // a client that sends more than this after our last word loses it
constexpr std::chrono::seconds goodbye_time{2};          // for TLS close_notify both ways

template <class Stream>
class StreamWire final : public Wire {
public:
    template <class... Arguments>
    explicit StreamWire(Arguments&&... arguments) : stream_(std::forward<Arguments>(arguments)...)
    {
    }

    Transport transport() const override { return is_tls ? Transport::tls : Transport::plain; }

    Awaitable<Failure> open(WireTime deadline) override
    {
        if constexpr (is_tls) {
            bottom().expires_at(deadline);
            auto const result = co_await stream_.async_handshake(ssl::stream_base::server, as_values);
            co_return std::get<0>(result);
        } else {
            static_cast<void>(deadline);
            co_return Failure{};
        }
    }

    Awaitable<std::size_t> read_some(char* into, std::size_t size, WireTime deadline, Failure& failure) override
    {
        bottom().expires_at(deadline);
        asio::mutable_buffer const buffer{into, size};
        auto const result = co_await stream_.async_read_some(buffer, as_values);
        failure = std::get<0>(result);
        co_return std::get<1>(result);
    }

    Awaitable<std::size_t> write_some(std::string_view octets, WireTime deadline, Failure& failure) override
    {
        bottom().expires_at(deadline);
        asio::const_buffer const buffer{octets.data(), octets.size()};
        auto const result = co_await stream_.async_write_some(buffer, as_values);
        failure = std::get<0>(result);
        co_return std::get<1>(result);
    }

    Awaitable<void> close(std::chrono::milliseconds linger) override
    {
        Failure failure;
        if constexpr (is_tls) {
            bottom().expires_after(goodbye_time);
            auto const result = co_await stream_.async_shutdown(as_values);
            failure = std::get<0>(result);
        }
        if (bottom().socket().is_open()) bottom().socket().shutdown(asio::socket_base::shutdown_send, failure);
        // Closing with unread octets sends a reset, which can destroy our last answer before the client has read it.
        auto const deadline = std::chrono::steady_clock::now() + linger;
        std::array<char, 4'096> dropped;
        asio::mutable_buffer const buffer{dropped.data(), dropped.size()};
        failure = {};
        for (std::size_t read = 0; linger.count() > 0 && !failure && read < lingering_bytes_max;) {
            bottom().expires_at(deadline);
            auto const result = co_await bottom().async_read_some(buffer, as_values);
            failure = std::get<0>(result);
            read += std::get<1>(result);
        }
        cut();
    }

    void cut() override { bottom().close(); }

private:
    static constexpr bool is_tls = std::is_same_v<Stream, TlsStream>;

    PlainStream& bottom()
    {
        if constexpr (is_tls)
            return stream_.next_layer();
        else
            return stream_;
    }

    Stream stream_;
};

Error tls_error(std::string what, std::string const& file, std::string remedy)
{
    return {Error::Kind::invalid, std::move(what), file, std::move(remedy)};
}

/// A key that every user of the machine can read is no key.
Result<void> check_key_file(std::string const& file)
{
    struct stat status{};
    if (stat(file.c_str(), &status) != 0)
        return Error{errno == EACCES ? Error::Kind::denied : Error::Kind::missing, "the key cannot be read", file,
                     "name the PEM file of the private key"};
    if ((status.st_mode & S_IROTH) != 0)
        return Error{Error::Kind::denied, "everybody on this machine can read the private key", file, "chmod 600 it"};
    return {};
}

}  // namespace

std::unique_ptr<Wire> make_wire(Socket socket, ssl::context* tls)
{
    if (tls == nullptr) return std::make_unique<StreamWire<PlainStream>>(std::move(socket));
    return std::make_unique<StreamWire<TlsStream>>(PlainStream{std::move(socket)}, *tls);
}

Result<std::unique_ptr<ssl::context>> make_tls_context(std::string const& certificate_file, std::string const& key_file)
{
    TRY(check_key_file(key_file));
    auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
    auto* const native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    // TLS 1.2: only suites with forward secrecy and authenticated encryption (RFC 9325, 4.2); TLS 1.3 has no others.
    VERIFY(SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    constexpr std::string_view session_context = "accalmie";
    VERIFY(SSL_CTX_set_session_id_context(native, reinterpret_cast<unsigned char const*>(session_context.data()), session_context.size()) == 1);
    Failure failure;
    context->use_certificate_chain_file(certificate_file, failure);
    if (failure) return tls_error("the certificate cannot be used", certificate_file, "name the PEM file of the chain, own certificate first");
    context->use_private_key_file(key_file, ssl::context::pem, failure);
    if (failure)
        return tls_error("the private key cannot be used, or is not the certificate's", key_file,
                         "name the PEM file of the certificate's private key, without a passphrase");
    if (SSL_CTX_check_private_key(native) != 1)
        return tls_error("the private key is not the certificate's", key_file, "name the key that the certificate was made for");
    return context;
}

}  // namespace accalmie::http
