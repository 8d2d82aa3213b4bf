// SPDX-License-Identifier: Apache-2.0
#include "surfaces/lan_page.hpp"

#include "surfaces/http/local_authority.hpp"

#include <fmt/format.h>

namespace accalmie {

namespace {

/// {0} the node's name, {1} its address, {2} the fingerprint. Menus as in AOSP and Google's help pages of each version.
constexpr std::string_view body =
    R"html(<section lang="fr"><h1>{0}</h1>)html"
    R"html(<p>Ce téléphone va pouvoir ouvrir <b>{1}</b> sur ce Wi-Fi, sans Internet. Pour cela il doit faire confiance au certificat de ce nœud, et à lui seul : ce certificat ne vaut que pour ce nom et pour les adresses d’un réseau local, et la clé qui pourrait en signer d’autres a été détruite.</p>)html"
    R"html(<p><b>Comparez</b> cette empreinte avec celle que montre l’ordinateur du nœud ; si elle diffère, n’installez rien :<br><code>{2}</code></p>)html"
    R"html(<p><a href="/accalmie.crt" download="accalmie.crt">Télécharger le certificat</a></p>)html"
    R"html(<h2>Installer</h2>)html"
    R"html(<h3>Android 7 à 10</h3><ol><li>Touchez « Télécharger le certificat », puis ouvrez le fichier (notification, ou dossier Téléchargements).</li><li>Donnez-lui le nom Accalmie, usage « VPN et applications », et confirmez avec le code de l’écran.</li></ol>)html"
    R"html(<h3>Android 11 à 13</h3><ol><li>Touchez « Télécharger le certificat » ; le téléphone ne l’installe pas de lui-même.</li><li>Paramètres &gt; Sécurité &gt; Chiffrement et identifiants &gt; Installer un certificat &gt; Certificat CA &gt; Installer quand même.</li><li>Confirmez avec le code de l’écran et choisissez accalmie.crt dans Téléchargements.</li></ol>)html"
    R"html(<h3>Android 14 et plus</h3><ol><li>Touchez « Télécharger le certificat ».</li><li>Paramètres &gt; Sécurité et confidentialité &gt; Plus de paramètres de sécurité &gt; Chiffrement et identifiants &gt; Installer un certificat &gt; Certificat CA &gt; Installer quand même.</li><li>Confirmez avec le code de l’écran et choisissez accalmie.crt dans Téléchargements.</li></ol>)html"
    R"html(<h2>Enlever</h2><ul><li><b>Android 7 à 10</b> : Paramètres &gt; Sécurité &gt; Identifiants de confiance &gt; onglet Utilisateur &gt; Accalmie &gt; Supprimer.</li><li><b>Android 11 à 13</b> : Paramètres &gt; Sécurité &gt; Chiffrement et identifiants &gt; Identifiants de confiance &gt; onglet Utilisateur &gt; Accalmie &gt; Supprimer.</li><li><b>Android 14 et plus</b> : Paramètres &gt; Sécurité et confidentialité &gt; Plus de paramètres de sécurité &gt; Chiffrement et identifiants &gt; Identifiants de confiance &gt; onglet Utilisateur &gt; Accalmie &gt; Supprimer.</li></ul>)html"
    R"html(<p>Ensuite : <a href="{1}">{1}</a> dans Chrome. Les menus changent un peu d’une marque à l’autre ; cherchez « certificat » dans les paramètres. Certaines applications, dont ODK Collect, ne suivent que les certificats du système : sur ce Wi-Fi, utilisez la page.</p></section>)html"
    R"html(<hr>)html"
    R"html(<section lang="en"><h1>{0}</h1>)html"
    R"html(<p>This phone will be able to open <b>{1}</b> on this Wi-Fi, without the internet. For this it has to trust this node’s certificate and nothing else: the certificate is good for this name and for addresses of a local network only, and the key that could sign others has been destroyed.</p>)html"
    R"html(<p><b>Compare</b> this fingerprint with the one that the node’s computer shows; if it differs, install nothing:<br><code>{2}</code></p>)html"
    R"html(<p><a href="/accalmie.crt" download="accalmie.crt">Download the certificate</a></p>)html"
    R"html(<h2>Install</h2>)html"
    R"html(<h3>Android 7 to 10</h3><ol><li>Tap “Download the certificate”, then open the file (notification, or the Downloads folder).</li><li>Name it Accalmie, use “VPN and apps”, and confirm with the screen lock.</li></ol>)html"
    R"html(<h3>Android 11 to 13</h3><ol><li>Tap “Download the certificate”; the phone does not install it by itself.</li><li>Settings &gt; Security &gt; Encryption &amp; credentials &gt; Install a certificate &gt; CA certificate &gt; Install anyway.</li><li>Confirm with the screen lock and choose accalmie.crt in Downloads.</li></ol>)html"
    R"html(<h3>Android 14 and later</h3><ol><li>Tap “Download the certificate”.</li><li>Settings &gt; Security &amp; privacy &gt; More security &amp; privacy &gt; Encryption &amp; credentials &gt; Install a certificate &gt; CA certificate &gt; Install anyway.</li><li>Confirm with the screen lock and choose accalmie.crt in Downloads.</li></ol>)html"
    R"html(<h2>Remove</h2><ul><li><b>Android 7 to 10</b>: Settings &gt; Security &gt; Trusted credentials &gt; tab User &gt; Accalmie &gt; Remove.</li><li><b>Android 11 to 13</b>: Settings &gt; Security &gt; Encryption &amp; credentials &gt; Trusted credentials &gt; tab User &gt; Accalmie &gt; Remove.</li><li><b>Android 14 and later</b>: Settings &gt; Security &amp; privacy &gt; More security &amp; privacy &gt; Encryption &amp; credentials &gt; Trusted credentials &gt; tab User &gt; Accalmie &gt; Remove.</li></ul>)html"
    R"html(<p>Then: <a href="{1}">{1}</a> in Chrome. Menus differ a little between makers; search for “certificate” in the settings. Some apps, ODK Collect among them, follow the system’s certificates only: on this Wi-Fi, use the page.</p></section>)html";

std::string safe(std::string_view text)
{
    std::string out;
    for (char const c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
        }
    }
    return out;
}

http::Route open_to_all(std::string_view pattern, http::Text summary, http::Response answer)
{
    http::Route route;
    route.pattern = pattern;
    route.summary = summary;
    route.answer = answer.content_type.starts_with("text/html") ? "text/html" : "application/x-x509-ca-cert";
    route.audience = http::Audience::anyone;
    route.runs = http::Runs::at_once;
    route.handle = [answer = std::move(answer)](http::Request const&) -> Result<http::Response> { return answer; };
    return route;
}

}  // namespace

std::string lan_page_html(LanPage const& page)
{
    auto const text = fmt::format(fmt::runtime(body), safe(page.node), safe(page.address), safe(page.fingerprint));
    return "<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>" + safe(page.node) +
           "</title></head><body>" + text + "</body></html>\n";
}

Result<http::SiteOptions> lan_site(LanPage const& page)
{
    auto const der = TRY(http::certificate_der(page.authority));
    http::Response shown{200, "text/html; charset=utf-8", lan_page_html(page)};
    http::Response certificate{200, "application/x-x509-ca-cert", der};
    certificate.fields = {{"Cache-Control", "no-store"}, {"Content-Disposition", "attachment; filename=\"accalmie.crt\""}};
    http::SiteOptions site;
    site.own = http::OwnRoutes::none;
    site.routes.push_back(open_to_all("/", {"Installer le certificat du nœud", "Install the node’s certificate"}, std::move(shown)));
    site.routes.push_back(open_to_all("/accalmie.crt", {"Le certificat", "The certificate"}, std::move(certificate)));
    site.authenticate = [](std::string_view) -> Result<Member> { return Error{Error::Kind::denied, "nobody is known here", {}, "use the node's own address"}; };
    return site;
}

}  // namespace accalmie
