"""Words that labels are made of: names of many languages, and syllables from which others are made up."""

# Written for this project; common names, so that the network sees the languages' letters together as they occur.


def _words(text: str) -> list[str]:
    """The text's words; "_" stands for a space within one."""
    return [word.replace("_", " ") for word in text.split()]


FIRST = _words("""
Alice Amelia Andrew Anthony Arthur Barbara Bethany Brian Bridget Caitlin Callum Charlotte Christopher Daisy Daniel
Deborah Dylan Edward Eleanor Emily Ethan Evelyn Fiona Florence Freddie Gareth Gemma George Georgia Gillian Gordon
Graham Hannah Harriet Harry Heather Holly Imogen Isaac Isabel Isla Jack Jacob James Jasmine Jennifer Jessica Joanna
Joseph Joshua Julia Keith Kevin Kieran Kimberly Kyle Laura Lauren Leah Leo Lewis Lily Linda Lisa Lloyd Logan Lucy
Luke Lydia Madison Maisie Malcolm Margaret Martin Mason Matilda Matthew Megan Melissa Michael Michelle Millie Molly
Nancy Naomi Natalie Nathan Neil Nicholas Nicole Niamh Oliver Oscar Owen Patricia Patrick Penelope Peter Phoebe Poppy
Rachel Rebecca Reginald Rhys Richard Robert Robin Ronald Rory Rosemary Ruby Russell Ryan Samantha Sarah Scarlett
Sean Sharon Shirley Sienna Simon Sophie Stephen Stuart Susan Sylvia Tanya Teresa Theodore Thomas Timothy Toby Tracy
Tyler Vanessa Veronica Victoria Vincent Violet Vivian Wendy William Zachary Zara Abdul Ahmed Ali Amina Amir Bilal
Dalia Farid Habib Hamza Hana Hassan Hussein Ibrahim Jamal Karim Khadija Khalid Laila Layla Leila Mahmoud Mariam
Mohammed Mustafa Nadia Nour Rania Rashid Salma Samir Tariq Yara Youssef Zainab Aarav Aditi Ananya Anil Arjun Deepa
Divya Gaurav Ishaan Kavya Kiran Lakshmi Manish Meera Neha Pooja Rahul Rajesh Ravi Rohan Sanjay Shreya Sunita Suresh
Vijay Vikram Aiko Akira Daiki Emi Haruto Hiroshi Keiko Makoto Naoki Ren Sakura Takumi Yui Yuki Chen Fang Hao Jing
Jun Lei Ling Min Ming Ping Qiang Ting Xiao Xin Yan Ying Yong Yun Zhen Haneul Jihoon Minjun Seoyeon Soojin Adaeze
Amara Chidi Chinedu Emeka Ifeoma Kwame Kofi Ngozi Oluwaseun Sipho Thandiwe Tunde Zanele Lerato Wanjiru Alžběta
Anežka Bedřich Bohumil Břetislav Čeněk Dalibor Eliška František Helena Jaroslav Jiří Jitka Kateřina Květa Ladislav
Libuše Ludvík Lukáš Markéta Matěj Miloš Miroslava Mikuláš Ondřej Růžena Šárka Šimon Štěpán Tomáš Vojtěch Zdeněk
Žaneta Ágnes Ádám András Balázs Beáta Bernadett Csaba Csilla Dániel Dezső Dorottya Ernő Éva Ferenc Gábor Gergő
György Győző Ildikó Ilona István János Jenő Judit Kálmán Katalin Krisztián László Levente Lőrinc Márton Máté Mihály
Miklós Orsolya Péter Piroska Réka Róbert Sándor Szabolcs Szilvia Tamás Tünde Zoltán Zsófia Zsuzsanna Agnieszka
Andrzej Bartłomiej Bogusław Bożena Czesław Dorota Elżbieta Grażyna Grzegorz Henryk Iwona Jadwiga Jerzy Józef
Kazimierz Krzysztof Lech Małgorzata Mateusz Michał Mieczysław Paweł Przemysław Rafał Ryszard Stanisław Szymon
Świętosława Teresa Urszula Wacław Wiesław Włodzimierz Wojciech Zbigniew Zdzisława Zofia Żaneta Alexandru Bogdan
Călin Cătălin Ciprian Claudiu Dănuț Elena Florin Ileana Ioana Iuliana Lăcrămioara Liviu Marius Mădălina Mihăiță
Nicoleta Octavian Răzvan Sorin Ștefan Ștefania Teodora Țepeș Vasile Virgil Viorica Ákos Åke Åse Anders Astrid Birgit
Bjarne Bo Einar Elin Erik Frida Gösta Göran Gunnar Håkan Håvard Helga Henrik Hjördis Ingrid Jørgen Kåre Karin
Kerstin Kjell Knut Lærke Lars Linnéa Magnús Malin Märta Mikkel Mogens Nils Öjvind Ólafur Ørjan Øystein Pär Pål Pelle
Rasmus Sigríður Signe Solveig Stig Svein Sverre Tove Torbjörn Trygve Ulf Vigdís Viggo Yngve Þóra Þórður Ægir Aino
Eero Hannu Heikki Jyrki Kaarina Katri Mäkki Matti Päivi Pekka Riikka Seppo Väinö Yrjö Aleksi Ännchen Brigitte
Burkhard Cäcilia Dieter Dörte Eckhard Elfriede Friedrich Gisela Götz Günther Hans Heiko Heinz Hildegard Ilse Jens
Jörg Jürgen Käthe Karl Kai Klaus Liesl Lothar Manfred Martina Mathias Monika Norbert Ottilie Petra Rainer Renate
Rüdiger Sabine Siegfried Silke Sönke Stefan Sünje Susanne Swantje Thorsten Tobias Ulrike Ursula Volker Werner Wiebke
Wolfgang Adélaïde Agathe Aimée Amélie Anaïs Andrée Antoine Aurélie Axel Béatrice Benoît Blaise Camille Cécile Cédric
Célestin Claire Clément Corentin Daphné Édouard Élodie Élise Émile Étienne Eugène Fabrice Frédéric Gaël Gaëlle
Gérard Ghislaine Guillaume Hélène Héloïse Honoré Hervé Inès Irène Jacques Jean Jérôme Joël Joëlle Laurène Léa Loïc
Loïs Lucie Maël Maïté Margaux Mathéo Maxime Mélanie Michèle Mickaël Moïse Noé Noël Noémie Océane Odile Pascal
Raphaël Régis Rémi René Sébastien Solène Stéphane Sylvain Thaïs Théo Thérèse Valérie Xavier Yannick Yves Álvaro
Ángel Belén Benjamín Begoña Concepción Dolores Efraín Encarnación Estefanía Fátima Germán Gonzalo Guadalupe Héctor
Inés Íñigo Íker Iván Javier Jesús Joaquín Julián Lázaro León Lucía Mónica Macarena Martín Matías Maximiliano Nicolás
Ñusta Óscar Pilar Ramón Raúl Rocío Rubén Sebastián Sofía Tomás Úrsula Verónica Víctor Ximena Yolanda Adão António
Beatriz Caetano Conceição Damião Estêvão Fabrício Flávia Gonçalo Inácio João Júlia Lígia Luís Luísa Márcia Mário
Otávio Patrícia Sérgio Simão Thaís Tânia Vânia Vitória Zélia Alessandro Annunziata Beppe Carlo Chiara Cosimo
Donatella Enzo Fabio Federica Francesca Gaetano Giacomo Gianluca Giorgia Giovanni Giuseppe Ilaria Jacopo Ludovica
Luigi Marcello Massimo Matteo Nicolò Niccolò Ottavia Paola Pasquale Pietro Raffaella Salvatore Silvia Tommaso
Umberto Vincenzo Ayşe Barış Burçin Büşra Cemal Çağla Çiğdem Ebru Emre Fatma Gökçe Gökhan Gülşen Hakan Hüseyin
İbrahim İlkay İrem İsmail Kağan Kübra Mehmet Müge Nilüfer Oğuz Ömer Özge Özlem Pınar Şebnem Şükrü Tuğba Uğur Ümit
Yağmur Yiğit Zeynep Aušra Česlovas Dovilė Giedrė Jūratė Kęstutis Laimutė Mindaugas Rūta Šarūnas Ugnė Vaidotas
Žydrūnas Aija Aivars Dzintra Gunārs Ilze Jānis Kārlis Ķekava Līga Mārtiņš Pēteris Rūdolfs Sanita Uldis Andrus Jaan
Kadri Külli Märt Õnne Piret Tõnu Ülle Anđela Božidar Branislav Dušan Đorđe Đurđica Goran Ivana Jelena Jovana Ljubica
Ljubomir Miloš Nebojša Nemanja Njegoš Radoš Saša Slobodan Snežana Srđan Stjepan Željko Živko Črtomir Bojana Matjaž
Mojca Tjaša Urška Žiga Aoife Caoimhe Ciarán Dáithí Éamon Fionnuala Gráinne Maeve Niall Oisín Órla Pádraig Róisín
Saoirse Séamus Seán Siobhán Úna Bronwen Dafydd Eluned Gwendolyn Ieuan Iolo Ioan Llinos Llewelyn Nia Rhiannon Siân
Tegwen Artan Blerta Çlirim Elvana Ëngjëll Shpëtim Xhevahir Arantxa Eñaut Garbiñe Iñaki Itziar Oier Txomin Xabier
Arnau Lluís Mercè Montserrat Núria Òscar Remei Roïsa An Anh Ánh Bảo Bích Bình Châu Cường Diệu Dũng Dương Đạt Đức
Giang Hà Hải Hạnh Hằng Hiền Hiếu Hoàng Hồng Huệ Hùng Hương Huyền Khánh Kiều Lan Liên Linh Loan Mai Mỹ Nam Ngân Ngọc
Nguyệt Nhật Nhung Phong Phúc Phương Quân Quốc Quỳnh Sơn Tâm Thảo Thắng Thành Thị Thơm Thu Thủy Thúy Tiến Trang Trâm
Trí Trọng Trung Tú Tuấn Tùng Tuyết Uyên Văn Việt Vũ Vy Xuân Yến Ý
""")
LAST = _words("""
Adams Allen Anderson Bailey Baker Barnes Bell Bennett Bradley Brooks Bryant Butler Campbell Carter Clark Coleman
Collins Cook Cooper Cox Davies Davis Dixon Edwards Ellis Evans Fisher Fletcher Ford Foster Gibson Graham Grant Gray
Green Griffiths Hall Hamilton Harris Harrison Hill Holmes Howard Hughes Hunter Jackson Jenkins Johnson Jones Kelly
Kennedy King Knight Lawrence Lewis Lloyd Marshall Martin Mason Matthews Miller Mills Mitchell Moore Morgan Morris
Murphy Murray Nelson Owen Palmer Parker Perry Phillips Pollock Powell Price Quigley Reed Reid Reynolds Richardson
Roberts Robinson Rogers Ross Russell Scott Shaw Simpson Spencer Stevens Stewart Stone Sullivan Taylor Thompson
Turner Vaughan Walker Wallace Ward Watson Watts Webb Wells West White Wilkinson Williams Willis Wood Wright Young
MacDonald MacLeod McAllister McBride McCarthy McConnell McGregor McIntyre McKenzie McLaughlin McMillan DeVito
O'Connor O'Donnell O'Hara O'Keefe O'Leary O'Neill O'Reilly O'Sullivan D'Angelo D'Souza D'Amico L'Estrange Ó'Sé
Abdullah Al-Farsi Al-Masri Aziz Bakr El-Sayed Farah Haddad Hakimi Hosseini Jabbar Khalil Khan Mahmood Malik Mansour
Nasser Qureshi Rahman Saleh Shah Siddiqui Yousef Agarwal Banerjee Bhatt Chatterjee Chopra Das Desai Deshpande Gupta
Jain Joshi Kapoor Krishnan Kulkarni Kumar Mehta Menon Mishra Mukherjee Nair Naidu Pillai Raghavan Rao Reddy Sharma
Singh Subramanian Varma Venkatesan Abe Fujimoto Hayashi Inoue Ishikawa Ito Kimura Kobayashi Kuroda Matsumoto
Nakamura Ogawa Saito Sasaki Sato Shimizu Suzuki Takahashi Watanabe Yamaguchi Yoshida Cai Chang Cheng Deng Feng Gao
Guo Huang Jiang Liang Lin Liu Luo Ma Peng Qian Shen Song Sun Tang Wang Wu Xie Xu Yang Ye Yu Zhao Zheng Zhou Zhu Ahn
Bae Cho Choi Han Hwang Jang Jung Kang Kwon Lim Moon Oh Park Shin Yoon Abiodun Achebe Adebayo Adeyemi Afolabi Balogun
Boateng Chukwu Dlamini Eze Ibekwe Igwe Kamau Mbeki Mensah Moyo Mwangi Ndlovu Nkosi Obi Ogunleye Okonkwo Osei Otieno
Owusu Zulu Bartoš Beneš Čapek Černý Doležal Dvořák Fiala Hájek Havlíček Horák Hruška Jelínek Kadlec Kolář Konečný
Kopecký Král Kratochvíl Kříž Kučera Marek Němec Novák Novotný Pokorný Pospíšil Procházka Říha Růžička Šafařík
Sedláček Šimek Škoda Soukup Šťastný Svoboda Sýkora Tichý Urban Vaněk Veselý Vlček Vítek Zeman Žák Balogh Bíró Bodnár
Csonka Deák Fehér Gál Gulyás Győri Halász Hegedűs Juhász Katona Kertész Kocsis Lengyel Lukács Mészáros Molnár Nagy
Németh Oláh Orsós Pásztor Pintér Rácz Sipos Somogyi Szabó Szalai Székely Szűcs Takács Tóth Török Varga Vörös
Zsigmond Adamczyk Bąk Błaszczyk Chmielewski Cieślak Czarnecki Dąbrowski Duda Gałązka Głowacki Górski Grabowski
Jabłoński Jankowski Jasiński Kaczmarek Kamiński Kołodziej Kozłowski Krawczyk Król Kucharski Kwiatkowski Laskowski
Lewandowski Maciejewski Majewski Mazur Michalak Ostrowski Pawłowski Piątek Pietrzak Sikora Sokołowski Stępień
Szczepański Szymański Śliwiński Tomaszewski Wiśniewski Włodarczyk Wójcik Wróbel Zając Zawadzki Zieliński Żurawski
Źrebiec Antonescu Bălan Brătianu Ceaușu Constantinescu Crăciun Dobrescu Drăghici Dumitrașcu Enăchescu Gheorghiu
Iliescu Ionescu Lăzărescu Lupașcu Moldoveanu Munteanu Năstase Niță Pârvulescu Pătrașcu Radu Rădulescu Stănescu
Șerban Țurcanu Văcărescu Vlădescu Aasen Åberg Ågren Almqvist Andersson Åström Bäckström Bengtsson Berglund Bjørnsen
Björklund Bråten Christensen Dahl Edström Ekström Engström Eriksson Forsström Fredriksson Gundersen Gustafsson
Hägglund Hansen Håkansson Hedström Höglund Holmström Isaksson Jakobsen Jónsdóttir Jørgensen Karlsson Kjær Kjærgaard
Kristjánsson Larsson Lindström Ljungqvist Löfgren Magnússon Møller Nilsson Nyström Nørgaard Ødegård Öberg Öhman
Olsson Østergaard Pålsson Persson Petersen Rasmussen Sjöberg Sjögren Skarsgård Søndergaard Strömberg Sundström
Svensson Sæther Þorsteinsson Thygesen Åkesson Häkkinen Heikkinen Hyvönen Järvinen Jääskeläinen Kärkkäinen Koskinen
Lämsä Mäkelä Mäkinen Mäntylä Nieminen Pöyry Räikkönen Salminen Väisänen Virtanen Ylönen Bäcker Bauer Baumgärtner
Böhm Brückner Büchner Döring Dürr Eichhörnchen Engelhardt Fässler Fischer Förster Frühauf Fuchs Gärtner Großmann
Grün Günther Haußmann Hübner Jäger Jähnig Kästner Keßler Klein Köhler König Krämer Krüger Kühn Lang Lehmann Löffler
Maier Mayer Meißner Möller Münch Nußbaum Pfeiffer Preuß Richter Rösler Roth Sänger Schäfer Schlüter Schmidt
Schönfeld Schröder Schulz Schütz Seidl Stöcker Strauß Thäle Überall Vögele Vogel Wagner Weber Weiß Wolff Würz
Zöllner Zuckmayer Allègre Barthélemy Beaulieu Bélanger Béranger Bessière Boulé Cézanne Chabrol Châtelain Chrétien
Côté Crépeau Delacroix Deschênes Duchêne Dupré Dupuis Durand Fauré Fèvre Gagné Gaugé Gautier Géraud Giraud Guérin
Hébert L'Hôpital Labbé Laflèche Laforêt Lambert Lefèvre Lemaître Lévêque Maréchal Martel Mérimée Métayer Moreau
Nogaret Pétain Poincaré Prévost Québec Rénier Rivière Rouvière Séguin Thévenin Tréville Vaillancourt Villeneuve
Álvarez Acuña Aragón Bermúdez Cañizares Cárdenas Castañeda Chávez Córdoba Díaz Domínguez Echeverría Estévez Gómez
González Gutiérrez Hernández Ibáñez Jiménez Juárez Lamiña López Márquez Martínez Méndez Muñoz Núñez Ordóñez Ortíz
Pérez Peña Quiñones Ramírez Ríos Rodríguez Rúa Sáenz Sánchez Suárez Téllez Ureña Valdés Vásquez Velázquez Yáñez
Zúñiga Abrantes Araújo Assunção Azevêdo Brandão Câmara Cerqueira Conceição Corrêa Falcão Figueirêdo Galvão Gonçalves
Guimarães Leitão Lourenço Magalhães Moçambique Moura Nóbrega Patrício Proença Queirós Ribeiro Romão Simões Tavares
Teixeira Vilaça Alighieri Amato Barbieri Bellini Benedetti Bianchi Caputo Colombo Conti Costantini D'Alessandro De
Luca Esposito Fabbri Ferrara Galli Gallo Gentile Giordano Greco Grillo Lombardi Longo Mancini Marchetti Mariani
Martinelli Montanari Moretti Palumbo Pellegrini Rinaldi Rizzo Romano Ruggiero Santoro Serra Testa Villa Vitale
Zanetti Akbulut Aksoy Aydın Başaran Bayındır Bozkurt Çağlar Çelik Çetin Coşkun Demirbaş Doğan Erdoğan Güçlü Güler
Gündüz Gürsoy İnan İlhan Karabağ Karataş Kaplan Kılıç Koç Korkmaz Özdemir Özkan Öztürk Polat Şahin Şimşek Taş Tekin
Toprak Türkmen Uçar Ünal Yalçın Yavuz Yıldırım Yıldız Adomaitis Butkevičius Černiauskas Jankauskaitė Kazlauskienė
Paulauskas Petrauskas Šimkus Žukauskas Bērziņš Eglītis Kalniņa Krūmiņa Liepiņš Ozoliņš Siliņa Zariņš Kõiv Mägi
Õunapuu Põder Saar Tamm Ülejõe Babić Blažević Ćosić Đokić Đurić Horvat Ilić Jovanović Jurković Knežević Kovačević
Lončar Marković Mihajlović Milošević Nikolić Pavlović Perišić Radovanović Stanković Šarić Tomić Vuković Žižek Bajec
Čuček Hočevar Kovač Šuštar Turkuğ Gjergji Hoxhë Përmeti Rexhë Zeqiri Brâncuș Gwyneddŵr Llŷn Bùi Cao Đặng Đinh Đỗ
Đoàn Dương Hoàng Hồ Huỳnh Lâm Lê Lưu Lý Mạc Ngô Nguyễn Phạm Phan Tạ Thái Tô Tôn Trần Triệu Trịnh Trương Võ Vương Vũ
""")
PARTICLES = _words("""
van von de da del della di dos du la le el al bin ibn ter ten zu af van_der van_den van_de von_der de_la de_los
de_las von_und_zu
""")
CYRILLIC_FIRST = _words("""
Александр Алексей Алина Анастасия Андрей Анна Антон Арина Артём Богдан Борис Валентина Валерий Василий Вера Виктор
Виталий Владимир Вячеслав Галина Георгий Глеб Григорий Дарья Денис Дмитрий Евгений Егор Екатерина Елена Жанна Захар
Зинаида Иван Игорь Илья Инна Ирина Кирилл Константин Ксения Лариса Леонид Лидия Лев Любовь Людмила Максим Маргарита
Мария Михаил Надежда Наталья Никита Николай Нина Оксана Олег Ольга Павел Пётр Полина Роман Руслан Светлана Семён
Сергей Софья Станислав Степан Тамара Татьяна Тимофей Ульяна Фёдор Филипп Эдуард Элла Юлия Юрий Яков Ярослав Яна
Андрій Євген Єлизавета Іван Ірина Ігор Катерина Любомир Маріанна Мирослава Олексій Олена Соломія Тарас Юлія Ґалаґан
Їжакевич Аляксандр Зміцер Янка Ўладзімір Ђорђе Јелена Јован Љиљана Његош Ћирило Џемал Милош Снежана Ѓорѓи Ќемал
Айгүл Әлия Ғалым Қайрат Нұрсұлтан Өмірзақ Үміт Бояна Величко Георги Димитър Пламен Светослав Христо Цветан Ясен
""")
CYRILLIC_LAST = _words("""
Александров Андреева Антонов Баранов Белова Беляев Богданова Борисов Васильев Виноградов Волков Воробьёва Герасимов
Голубев Григорьев Гусев Давыдова Денисов Егорова Ершов Жуков Зайцев Захарова Зуев Ильин Калинина Киселёв Ковалёв
Козлов Комаров Королёва Кузнецов Кузьмин Куликов Лебедева Макаров Максимов Медведев Михайлов Морозова Никитин
Новиков Орлов Осипов Павлов Петров Поляков Попова Романов Савельев Семёнова Сергеев Сидоров Смирнов Соболев Соколова
Соловьёв Сорокин Степанов Сухарёв Тарасов Титов Тихонов Фёдоров Филиппова Фомин Хохлов Цветков Чернов Чайковский
Шевченко Шмидт Щербаков Щукин Эйхенбаум Юдин Юшкевич Яковлев Ященко Бондаренко Гончаренко Кравченко Мельник Іваненко
Коваль Лисенко Марченко Підгірний Їжак Єременко Поліщук Руденко Савченко Ткаченко Юхименко Стојановић Јовановић
Николић Ђурић Љубичић Ћосић Костадинов Димитрова Ахметов Сәрсенбаев Қасымов
""")
GREEK_FIRST = _words("""
Αλέξανδρος Αναστασία Ανδρέας Αντώνης Αριστείδης Βασίλης Γεώργιος Γιάννης Δημήτρης Δέσποινα Ειρήνη Ελένη Ευάγγελος
Ζωή Ηλίας Θάνος Θεοδώρα Ιωάννης Καλλιόπη Κατερίνα Κώστας Λάμπρος Μαρία Μιχάλης Νίκος Ξένια Οδυσσέας Ουρανία
Παναγιώτης Πέτρος Ρένα Σοφία Σπύρος Στέλιος Τάσος Υπατία Φώτης Χρήστος Χαράλαμπος Ψαραντώνης Ωραιοζήλη Άννα Έλλη
""")
GREEK_LAST = _words("""
Αγγελόπουλος Αντωνίου Βασιλείου Βλάχος Γεωργίου Γιαννόπουλος Δημητρίου Ζαφείρης Θεοδωρίδης Ιωαννίδης Καζαντζάκης
Καραγιάννης Κωνσταντίνου Λαμπράκης Μακρής Μαυρίδης Νικολαΐδης Ξενάκης Οικονόμου Παπαδάκης Παπαδόπουλος Παππάς Ρήγας
Σαμαράς Σταθόπουλος Τσάτσος Τζαβέλλας Φραγκούλης Χατζηγεωργίου Χριστοδούλου Ψωμιάδης Ωνάσης Άνθιμος Ελύτης
""")
DEVICES = _words("""
iPhone iPad iMac MacBook MacBook_Air MacBook_Pro Galaxy_S21 Galaxy_Tab_A Pixel_7 SM-G991B SM-A515F Redmi_Note_10
HUAWEI_P30_lite Xiaomi_11T DESKTOP-4KQ7L2M LAPTOP-T1B9XWZ ThinkPad Chromebook Surface_Pro user guest admin host
Zoom_User OnePlus_Nord moto_g(7) Nokia_5.4 Lenovo_TB-X306F KFTRWI Samsung_SM-T510 iPhone_(2) iPad_(3) Windows_10 PC
""")
TITLES = _words("""
Dr. Prof. Prof._Dr. Mr. Mrs. Ms. Mr Ms Miss Herr Frau Mme M. Sr. Sra. Dra. Ing. Mgr. Coach Sir Rev. St. Tante Señor
Señora Doña
""")
GROUPS = _words("""
Class Room Team Group Table Physics Maths Student Teacher Gruppe Klasse Raum Schüler Schülerin Lehrer Lehrerin Élève
Professeur Aula Alumno Alumna Profesora Uczeń Nauczyciel Breakout_Room Science_Lab Library Office Reception Speaker
Meeting_Room Conference_Room Participant Guest User Tisch Platz Salle Estudiante Öğrenci Student:in Tanár Žák Učitel
Elev Lærer Opettaja
""")
ONSETS = _words("""
b c d f g h j k l m n p qu r s t v w x y z bl br ch cl cr dr fl fr gh gl gr kh kl kr ll mc mb nd ng ny ph pl pr rh
sc sch sh sk sl sm sn sp st str sw th thr tr ts tz vl wh wr zh đ ç č ś š ž ñ ł þ ř ť ġ ģ ķ ļ ņ
""")
VOWELS = _words("""
a e i o u y ai au aa ae ay ea ee ei eo eu ey ia ie io iu oa oe oi oo ou ow oy ua ue ui uo á à â ä ã å ā ă ą æ é è ê
ë ē ė ę ě í ì î ï ī į ı ó ò ô ö õ ø ō ő œ ú ù û ü ū ů ű ų ý ÿ
""")
CODAS = _words("""
b c ck d f g h k l ll m n nn ng nk nt p r rd rk rn rs rt s ss sh st t th tt tz v w x y z č ć ç ğ ł ń ň ñ ř ś š ş ș ț
ť ź ž ż ß
""")
OF_OWNER = (
    "{d} de {n}",
    "{d} von {n}",
    "{d} di {n}",
    "{n}'s {d}",
    "{n}’s {d}",
    "{d} ({n})",
    "{d} {n}",
    "{n} {d}",
    "{d} – {n}",
    "{d} użytkownika {n}",
)
NOTES = _words("""
Host me Host,_me Co-host Co-host,_me Guest You host she/her he/him they/them she/they He/Him She/Her elle er/ihm
sie/ihr ella él on_mobile phone iPad Presenting Org External Gast Unverified Meeting_host Interpreter TA Teacher
Class_7b 10a Parent Mom EN DE UK Du Tú Vous Vy Ty Hôte Anfitrión 2 web audio_only cell away AFK Berlin NYC notetaker
SDU she Dr. PhD M.A.
""")
